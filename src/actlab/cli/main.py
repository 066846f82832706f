"""From the shell's words to an exit status; an error is one line on standard error."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Any

import cyclopts

from actlab.cli.options import INTERRUPTED, OK, app
from actlab.errors import ActlabError, ActlabWarning, InvalidInput
from actlab.words import _

FAILED, BAD_INPUT = 1, 2


def main() -> None:
    """Run the command line: exit status 0, 1 (failed), 2 (bad input) or 130 (interrupted)."""
    try:
        status = run_command(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as head, has seen enough; Python would complain once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = OK
    sys.exit(status)


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    with warnings.catch_warnings():
        warnings.showwarning = _note
        try:
            return app(arguments) or OK
        except cyclopts.CycloptsError as error:
            return _complain(_one_line(error), BAD_INPUT)
        except InvalidInput as error:
            return _complain(str(error), BAD_INPUT)
        except ActlabError as error:
            return _complain(str(error), FAILED)
        except KeyboardInterrupt:
            return _complain(_("interrupted."), INTERRUPTED)


def _one_line(error: cyclopts.CycloptsError) -> str:
    return " ".join(str(error).split()) + " " + _("See actlab --help.")


def _note(message: Warning | str, category: type[Warning], *place: Any, **_others: Any) -> None:
    print(f"actlab: {message}" if issubclass(category, ActlabWarning) else message, file=sys.stderr)


def _complain(message: str, status: int) -> int:
    print(f"actlab: {message}", file=sys.stderr)
    return status
