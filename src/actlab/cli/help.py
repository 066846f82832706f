"""Help in a language: the parser's own words and placeholders are said like all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cyclopts.help import DefaultFormatter, HelpEntry, HelpPanel

from actlab.words import _, joined, said

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions

# The parser's words in capitals, and ours: what a user puts in their places
_PLACES = {
    "COMMAND": _("COMMAND"),
    "[OPTIONS]": _("[OPTIONS]"),
    "[ARGS]": _("[ARGUMENTS]"),
    "STR": _("TEXT"),
    "PATH": _("PATH"),
    "INT": _("NUMBER"),
    "FLOAT": _("NUMBER"),
    "CHOICE": _("CHOICE"),
    "ACTIVATION": _("ACTIVATION"),
    "ACTIVATIONS": _("ACTIVATIONS"),
    "OTHERS": _("OTHERS"),
    "STUDY": _("STUDY"),
    "FOLDER": _("FOLDER"),
    "FOLDERS": _("FOLDERS"),
    "FILES": _("FILES"),
    "NAME": _("NAME"),
}


def place(word: str) -> str:
    """Return what stands for a value that a user gives, as people read it.

    >>> said(place("ACTIVATION"), "pt"), place("STR"), place("[ARGS...]"), place("actlab")
    ('ATIVAÇÃO', 'TEXT', '[ARGUMENTS]...', 'actlab')
    """
    if "..." in word:
        return joined([place(word.replace("...", "")), "..."], "")
    return _PLACES.get(word, word)


class HelpIn:
    """The parser's formatter of help, whose words are said in a language.

    That an option is required, and which values it takes, stands in its own help.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._own = DefaultFormatter()

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        self._own(console, options, panel.copy(entries=[self._entry(entry) for entry in panel.entries]))

    def render_usage(self, console: Console, _options: ConsoleOptions, usage: Any) -> None:  # rich's
        """Print how a command is typed."""
        words = [_("Usage:"), *(place(word) for word in str(usage).split() if word != "Usage:")]
        console.print(said(joined(words), self._language) + "\n", style="bold", markup=False, highlight=False)

    def render_description(self, console: Console, options: ConsoleOptions, description: Any) -> None:
        """Print what a command does."""
        self._own.render_description(console, options, description)

    def _entry(self, entry: HelpEntry) -> HelpEntry:
        metavar, label = (
            word and said(place(word), self._language) for word in (entry.metavar, entry.positional_label)
        )
        return entry.copy(metavar=metavar, positional_label=label, required=False)
