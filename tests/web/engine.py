"""The live page's engine in Node: built once, asked many things at a time."""

import functools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.report.browser import WEB, lacking


def node() -> str:
    """Return the path of Node where the packages that are needed are there too."""
    found = shutil.which("node")
    if found is None:
        lacking("node")
    if not (WEB / "node_modules").is_dir():
        lacking("npm ci in web/")
    return found


def ran(*command: str, given: str = "") -> str:
    """Run a command in web/ and return what it writes."""
    environment = os.environ | {"NO_COLOR": "1"}
    done = subprocess.run(command, cwd=WEB, input=given, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout[:2000] + done.stderr
    return done.stdout


@functools.cache
def engine() -> Path:
    """Build the engine as it is in a page, and as a module; return the module's path."""
    folder = Path(tempfile.mkdtemp(prefix="actlab-engine-"))
    ran(node(), "engine.mjs", str(folder))
    return folder / "engine.mjs"


def answers(check: str, asked: Sequence[dict[str, object]]) -> list[dict]:
    """Return what a script of web/checks makes of each of many questions."""
    said = ran(node(), f"checks/{check}.mjs", str(engine()), given=json.dumps(asked))
    found: list[dict] = json.loads(said)
    broken = [one["broken"] for one in found if "broken" in one]
    assert not broken, broken[0]
    return found
