"""The page reads formulas by the program's own tables: what is committed is what they are, byte for byte."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

from tests.report.browser import WEB
from tests.web.engine import engine

COMMITTED = WEB / "src" / "language" / "tables.json"
MOST = 42_000  # bytes, compressed: a page without data is to have 60,000 in all


def test_what_is_committed_are_the_programs_tables(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(WEB / "tables.py"), str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / COMMITTED.name).read_bytes() == COMMITTED.read_bytes(), "run python web/tables.py"


def test_the_engine_is_small() -> None:
    assert len(gzip.compress(engine().with_suffix(".js").read_bytes(), 9)) <= MOST


def test_nothing_is_evaluated() -> None:
    for path in (WEB / "src").rglob("*.ts*"):
        text = path.read_text(encoding="utf-8")
        assert "eval(" not in text, path
        assert "new Function" not in text, path
        assert "innerHTML" not in text, path


def test_every_text_of_the_page_has_its_portuguese() -> None:
    texts = {one for path in (WEB / "src").rglob("*.ts*") for one in said_in(path)}
    known = json.loads(COMMITTED.read_text(encoding="utf-8"))["portuguese"]
    own = json.loads((WEB / "src" / "portuguese.json").read_text(encoding="utf-8"))
    assert len(texts) > 40
    assert texts <= known.keys(), texts - known.keys()
    assert own.keys() <= texts, own.keys() - texts
    for english in texts:
        assert fields(english) == fields(known[english]), english


def said_in(path: Path) -> list[str]:
    """Return the texts in a script: what stands in quotes first in _(...), and first and second in plural(...)."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r'\b_\(\s*"((?:[^"\\]|\\.)*)"', text)
    for one, many in re.findall(r'\bplural\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"', text):
        found += [one, many]
    assert len(re.findall(r'\b_\(\s*[^"\s]', text)) == path.match("language/words.ts"), (
        f"{path}: a text that nobody finds"
    )
    return [json.loads(f'"{one}"') for one in found]


def fields(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^}]*\}", text))
