"""From the shell's words to an exit status; an error is one line on standard error."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import warnings

import cyclopts

from actlab.cli.commands import COMMANDS, build
from actlab.cli.complaints import complaint
from actlab.cli.options import INTERRUPTED, OK, apart, as_option, as_word, command_first
from actlab.cli.screen import legible
from actlab.errors import ActlabError, ActlabWarning, InvalidInput, reason_of
from actlab.facade.language import asked_for
from actlab.facade.language import language as speak
from actlab.leaving import end
from actlab.words import _, joined, said

FAILED, BAD_INPUT = 1, 2
SOON = 0.05  # seconds
COUNTS = "duckdb"  # says aloud what is left of its objects at the end, if nobody looked for them
BETWEEN = 100_000  # new objects between two searches for garbage: hundreds of modules are loaded, and all stay


def main() -> None:
    """Run the command line: exit status 0, 1 (failed), 2 (bad input) or 130 (interrupted)."""
    legible(sys.stdout, sys.stderr)
    sys.unraisablehook = _heard
    gc.set_threshold(BETWEEN)
    try:
        status = run_command(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as head, has seen enough; Python would complain once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = OK
    if COUNTS not in sys.modules:
        gc.freeze()  # else Python looks through all of it once more at its end, for half a second
    end(status)


def _heard(unraisable: sys.UnraisableHookArgs) -> None:
    """Hear Ctrl-C also where Python can only say it aloud, such as while JAX looks on at the search for garbage."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        # here it would be said aloud once more; a signal wakes the main thread where it waits, too
        again = threading.Timer(SOON, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(unraisable)


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    language = speak(asked_for(apart(arguments)[0]))

    def complain(words: str, status: int) -> int:
        print(f"actlab: {said(words, language)}", file=sys.stderr)
        return status

    def note(message: Warning | str, category: type[Warning], *_place: object, **_others: object) -> None:
        words = message.args[0] if isinstance(message, Warning) and message.args else str(message)
        complain(words, OK) if issubclass(category, ActlabWarning) else print(message, file=sys.stderr)

    with warnings.catch_warnings():
        warnings.showwarning = note
        try:
            mine, theirs = apart(arguments)
            return build(language)([*map(as_word, command_first(mine)), *theirs]) or OK
        except cyclopts.CycloptsError as error:
            return complain(complaint(error, COMMANDS).said(language, as_option), BAD_INPUT)
        except ActlabError as error:
            status = BAD_INPUT if isinstance(error, InvalidInput) else FAILED
            return complain(error.said(language, as_option), status)
        except KeyboardInterrupt:
            return complain(_("interrupted."), INTERRUPTED)
        except ImportError as error:  # Ctrl-C while a library of compiled code was loaded
            if not isinstance(error.__cause__, KeyboardInterrupt):
                raise
            return complain(_("interrupted."), INTERRUPTED)
        except BrokenPipeError:
            raise
        except OSError as error:  # such as a full disk, or a folder that was taken away
            reason = joined([reason_of(error), *([f"({error.filename})"] if error.filename else [])])
            return complain(_("a file cannot be read or written: {reason}.").format(reason=reason), FAILED)
