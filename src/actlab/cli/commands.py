"""The table of commands, and the app that is made of it for a language."""

from __future__ import annotations

from functools import cache

from cyclopts import App

from actlab.cli.compare import COMPARE
from actlab.cli.data import DATA
from actlab.cli.help import HelpIn
from actlab.cli.judge import JUDGE
from actlab.cli.mechanism import COST, DEMO, EXPLAIN
from actlab.cli.merge import MERGE
from actlab.cli.options import speaking
from actlab.cli.play import PLAY
from actlab.cli.report import REPORT
from actlab.cli.results import RESULTS
from actlab.cli.run import RUN
from actlab.cli.show import EXPORT, LIST, SHOW
from actlab.cli.studies import RESUME, STUDIES
from actlab.facade.version import __version__
from actlab.words import _, said

COMMANDS = (
    COMPARE,
    RUN,
    RESUME,
    STUDIES,
    MERGE,
    REPORT,
    RESULTS,
    JUDGE,
    SHOW,
    LIST,
    EXPORT,
    EXPLAIN,
    COST,
    DEMO,
    PLAY,
    DATA,
)


@cache
def build(language: str) -> App:
    """Return the command line in a language."""
    app = App(
        name="actlab",
        version=__version__,  # else the parser finds its own where a command is asked
        group_commands=said(_("Commands"), language),
        group_arguments=said(_("Arguments"), language),
        group_parameters=said(_("Options"), language),
        help=said(_("Which activation function should a network use, and is the difference real?"), language),
        help_format="plaintext",
        help_formatter=HelpIn(language),
        exit_on_error=False,
        suppress_keyboard_interrupt=False,
        print_error=False,
        result_action="return_value",
    )
    app["--help"].help = said(_("Show this help."), language)
    app["--version"].help = said(_("Show the version."), language)
    for command in COMMANDS:
        app.command(
            speaking(command.run, language), name=command.name, help=said(command.help, language), usage=command.usage
        )
    return app
