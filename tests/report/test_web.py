"""The pages' scripts: type-checked, and what is committed is what its sources build, byte for byte."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import actlab
from tests.report.browser import WEB, lacking

PACKAGE = Path(actlab.__file__).parent
REPORT, PLAY = Path("report/render/page"), Path("play/page")
BUILT = [
    *(REPORT / name for name in ("report.js", "charts.css", "uPlot.LICENSE.txt")),
    *(PLAY / name for name in ("engine.js", "play.js", "style.css")),
]


@pytest.fixture(scope="module")
def node() -> str:
    """Return the path of Node where the packages that are needed are there too."""
    found = shutil.which("node")
    if found is None:
        lacking("node")
    if not (WEB / "node_modules").is_dir():
        lacking("npm ci in web/")
    return found


def ran(*command: str) -> None:
    done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, env=os.environ | {"NO_COLOR": "1"})
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_are_right(node: str) -> None:
    ran(node, "node_modules/typescript/bin/tsc", "--noEmit")


def test_what_is_committed_is_what_is_built(node: str, tmp_path: Path) -> None:
    ran(node, "build.mjs", str(tmp_path))
    built = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(built) == sorted(BUILT)
    for name in BUILT:
        assert (tmp_path / name).read_bytes() == (PACKAGE / name).read_bytes(), f"{name}: run npm run build in web/"


def test_the_licence_of_what_it_holds_is_kept() -> None:
    licence = (PACKAGE / REPORT / "uPlot.LICENSE.txt").read_text(encoding="utf-8").strip()
    assert "Permission is hereby granted, free of charge" in licence
    assert licence in (PACKAGE / REPORT / "report.js").read_text(encoding="utf-8")
    script = (PACKAGE / PLAY / "play.js").read_text(encoding="utf-8")
    assert script.count("Permission is hereby granted, free of charge") == 3  # Preact, its signals, their core


def test_versions_are_pinned_and_no_place_is_named() -> None:
    wanted = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    text = (WEB / "package-lock.json").read_text(encoding="utf-8")
    locked = json.loads(text)["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert locked[f"node_modules/{name}"]["version"] == version
    assert not re.search(r"resolved|registry|file:", text)
    assert all(one.get("integrity") for path, one in locked.items() if path)


def test_its_files_are_short() -> None:
    for path in (one for one in (WEB / "src").rglob("*") if one.suffix in (".ts", ".tsx", ".css")):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name
