"""One colour and dash for each activation, the same everywhere, distinguishable by colour-blind readers."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from zlib import crc32


class Style(NamedTuple):
    """A colour (hexadecimal RGB) and a matplotlib line style."""

    colour: str
    dash: str


# Okabe, Ito (2008), Color universal design, without the yellow that vanishes on white
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#4D4D4D")
STYLES = [Style(colour, dash) for dash in ("-", "--", "-.", ":") for colour in _COLOURS]
OTHER = Style("#BBBBBB", "-")  # of many lines those without a colour of their own
_FIXED = {name: Style(_COLOURS[i], "-") for i, name in enumerate(("relu", "leaky_relu", "elu", "tanh", "sigmoid"))}


def styles(names: Collection[str]) -> dict[str, Style]:
    """Return the style of each name: fixed for the tutorial's five, else by the name, distinct in one figure.

    >>> styles(["relu", "tanh"])["tanh"] == styles(["tanh"])["tanh"]
    True
    """
    chosen: dict[str, Style] = {name: _FIXED[name] for name in names if name in _FIXED}
    for name in sorted(set(names) - set(chosen)):
        free = _free(list(chosen.values()))
        chosen[name] = free[crc32(name.encode()) % len(free)]
    return chosen


def _free(used: Sequence[Style]) -> Sequence[Style]:
    """Return the styles for one more name: a new colour that is nobody's, else a new colour in dashes, else any."""
    colours, fixed = {style.colour for style in used}, {style.colour for style in _FIXED.values()}
    new = [style for style in STYLES if style.colour not in colours]
    nobodys = [style for style in new if style.colour not in fixed and style.dash == "-"]
    dashed = [style for style in new if style.dash != "-"]
    return nobodys or dashed or [style for style in STYLES if style not in used] or STYLES
