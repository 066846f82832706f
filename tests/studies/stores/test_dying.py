"""Whoever mends a damaged store may be killed, and whoever mends that, three deep: nothing more is lost by it."""

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[3]


def test_killed_while_mending_three_deep(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.studies.stores.dying", str(tmp_path)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True)
    print(done.stdout)
    assert done.returncode == 0, done.stderr[-3000:]
