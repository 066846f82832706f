"""The command line: parse, call, render. One file per job, and nothing heavy is loaded before it is needed."""

from actlab.cli.commands import build as build
from actlab.cli.main import BAD_INPUT as BAD_INPUT
from actlab.cli.main import main as main
from actlab.cli.main import run_command as run_command
from actlab.cli.options import OK as OK
