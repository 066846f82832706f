"""The page reads formulas by the program's own tables: what is committed is what they are, byte for byte."""

import gzip
import subprocess
import sys
from pathlib import Path

from tests.report.browser import WEB
from tests.web.engine import engine

COMMITTED = WEB / "src" / "language" / "tables.json"
MOST = 45_000  # bytes, compressed: a page without data is to have 60,000 in all


def test_what_is_committed_are_the_programs_tables(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(WEB / "tables.py"), str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / COMMITTED.name).read_bytes() == COMMITTED.read_bytes(), "run python web/tables.py"


def test_the_engine_is_small() -> None:
    assert len(gzip.compress(engine().with_suffix(".js").read_bytes(), 9)) <= MOST


def test_nothing_is_evaluated() -> None:
    for path in (WEB / "src").rglob("*.ts"):
        text = path.read_text(encoding="utf-8")
        assert "eval(" not in text, path
        assert "new Function" not in text, path
        assert "innerHTML" not in text, path
