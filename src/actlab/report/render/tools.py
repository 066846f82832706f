"""What the page's script needs in words: the buttons of a chart and the choice of many activations, in every language.

They stand in templates, which a page without the script does not show.
"""

from __future__ import annotations

from collections.abc import Sequence

from actlab.report.render.markup import Markup, element, escaped, spoken, together
from actlab.words import Text, _

_ACROSS: Sequence[tuple[str, str, Text]] = (
    ("in", "+", _("Zoom in")),
    ("out", "−", _("Zoom out")),
    ("left", "←", _("Move left")),
    ("right", "→", _("Move right")),
)
_UP: Sequence[tuple[str, str, Text]] = (
    ("taller", "↕ +", _("Zoom in on the height")),
    ("flatter", "↕ −", _("Zoom out of the height")),
    ("down", "↓", _("Move down")),
    ("up", "↑", _("Move up")),
)
_SWITCHES: Sequence[tuple[str, Text]] = (
    ("log-x", _("log x")),
    ("log-y", _("log y")),
    ("singles", _("Single seeds")),
)
_CHOICES: Sequence[tuple[str, Text]] = (("first", _("As at first")), ("none", _("None")))


def tools(every: int) -> Markup:
    """Return the templates; of single seeds the page keeps one point in ``every``."""
    return together(
        [element("template", _tools(every), id="chart-tools"), element("template", _chooser(), id="chart-chooser")]
    )


def _tools(every: int) -> Markup:
    groups = [element("div", together(_symbol(*one) for one in row), class_="group") for row in (_ACROSS, _UP)]
    whole = element("button", spoken(_("Whole")), type="button", data_do="whole")
    switches = [
        element("button", spoken(words), type="button", data_do=do, aria_pressed="false") for do, words in _SWITCHES
    ]
    rows = [element("div", together([*groups, whole, *switches]), class_="tools")]
    rows.append(element("p", spoken(_precision(every)), class_="note", data_note="singles", hidden=""))
    help_ = together([element("summary", spoken(_("Mouse and keys"))), element("p", spoken(_keys()))])
    rows.append(element("details", help_, class_="help"))
    return together(rows)


def _symbol(do: str, sign: str, words: Text) -> Markup:
    """Return a button with a sign for those who see it, and words for those who hear it."""
    name = element("span", spoken(words), class_="unseen")
    return element(
        "button", together([element("span", escaped(sign), aria_hidden="true"), name]), type="button", data_do=do
    )


def _precision(every: int) -> Text:
    if every > 1:
        return _("Thin lines: the single seeds that finished, to four digits, at one point in {n}.").format(n=every)
    return _("Thin lines: the single seeds that finished, to four digits.")


def _keys() -> Text:
    return _(
        "Drag over a part to enlarge it; a double click shows the whole. Keys, once a chart is chosen with Tab: arrows "
        "read the values from point to point, + and - zoom, Page Up and Page Down zoom the height, Shift with arrows "
        "moves, 0 shows the whole. On a logarithmic axis what is not above zero has no place."
    )


def _chooser() -> Markup:
    find = element("label", together([spoken(_("Find an activation")), Markup(" "), element("input", type="search")]))
    buttons = [element("button", spoken(words), type="button", data_choose=which) for which, words in _CHOICES]
    return element("div", together([find, *buttons, element("ul", Markup(""), class_="legend")]), class_="chooser")
