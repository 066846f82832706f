"""The command line: parse, call the API, print. One file per job, and nothing heavy is loaded before it is needed."""

import actlab.cli.compare
import actlab.cli.judge
import actlab.cli.show  # noqa: F401
from actlab.cli.main import BAD_INPUT as BAD_INPUT
from actlab.cli.main import main as main
from actlab.cli.main import run_command as run_command
from actlab.cli.options import OK as OK
from actlab.cli.options import app as app
