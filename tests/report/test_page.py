"""The page: whole, in every language, nothing loaded from anywhere, and nothing in a name that runs."""

import json
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

import actlab
from actlab import CATALOGUE
from actlab.cli import run_command
from actlab.errors import InvalidInput
from actlab.functions.find import find
from actlab.report.document.cards import cards
from actlab.report.exports import page
from actlab.report.render import html
from actlab.studies.study import Study
from actlab.words import LANGUAGES, said
from tests.report import made
from tests.report.pages import Node, read
from tests.report.samples import DOCUMENT

PAYLOADS = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</SCRIPT ><svg/onload=alert(1)>",
    "<!--<script>",
    "-->",
    "]]>",
    "<![CDATA[x",
    "'-alert(1)-'",
    '"onmouseover="alert(1)',
    '" autofocus onfocus=alert(1) x="',
    "'><b>bold</b>",
    "&lt;b&gt;",
    "&#60;img src=x&#62;",
    "&amp",
    "javascript:alert(1)",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</svg><script>alert(1)</script>",
    "</text><foreignObject><body onload=alert(1)>",
    "<a xlink:href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<meta http-equiv=refresh content='0;url=//x'>",
    "<base href=//x>",
    "<template><style>*{display:none}</style>",
    "<math><mtext></form><form><mglyph><style></math>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "`${alert(1)}`",
    "\u202eevitcaer",
    "\u2067rtl\u2069 \u05d0\u05d1\u05d2 \u200f",
    "\x1b[31mred\x1b[0m",
    "nul\x00 bell\x07",
    "line\u2028break\u2029s",
    "=cmd|' /C calc'!A0",
    "\\u003cscript\\u003e",
    "url(https://example.org/x)",
    "@import 'https://example.org/x';",
)
ASKING = {
    "src",
    "href",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "xlink:href",
    "ping",
    "style",
}
ALLOWED = re.compile(r"#[\w-]+|url\(#[\w-]+\)")


def full() -> Study:
    """Return a study with everything, of true activations; one is a function in Python."""
    return made.holding(
        made.full(), {"relu": find("relu"), "elu": find("elu"), "mine.py:f": find(lambda x: 2 * x, name="f")}
    )


@pytest.fixture(scope="module")
def whole() -> str:
    return page.text(full(), "en", cards(full())).decode()


def named(name: str) -> str:
    """Return the page of a study that has an activation of this name."""
    study = made.study(made.draws({"relu": 0.0, name: 0.01}, seeds=8), probed=True)
    held = made.holding(study, {"relu": find("relu"), name: find("x * tanh(b * x); b=0.5 per layer")})
    return page.text(held, "en", cards(held)).decode()


@pytest.fixture(scope="module")
def plain_tags() -> list[str]:
    return [node.tag for node in read(named("plain")).all()]


@pytest.fixture(scope="module")
def tree(whole: str) -> Node:
    return read(whole)


def policy(tree: Node) -> str:
    found = tree.one("meta", **{"http-equiv": "Content-Security-Policy"})
    return str(found.attributes["content"])


def test_it_allows_its_own_style_and_script_and_nothing_else(tree: Node) -> None:
    style, script = tree.one("style"), [node for node in tree.all("script") if "type" not in node.attributes]
    assert len(script) == 1
    digests = [b64encode(sha256(one.text.encode()).digest()).decode() for one in (style, *script)]
    assert policy(tree) == (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_what_the_package_brings_ends_no_element_and_asks_for_nothing() -> None:
    folder = Path(html.__file__).parent / "page"
    names = ("report.css", "charts.css", "report.js")
    *styles, script = ((folder / name).read_text(encoding="utf-8") for name in names)
    assert not any(re.search(r"</|<!--|@import|url\(|https?:", style) for style in styles)
    assert not re.search(r"</script|<!--|https?:|\beval\b|innerHTML|outerHTML|insertAdjacent|document\.write", script)
    assert not re.search(r"fetch\(|XMLHttp|WebSocket|import\(|localStorage|new Function", script)


def harmless(tree: Node) -> None:
    """Assert that no element asks for anything or runs, and that there is none that the page does not make itself."""
    for node in tree.all():
        assert node.tag not in ("img", "iframe", "link", "object", "embed", "base", "form", "foreignobject", "b", "a")
        for name, value in node.attributes.items():
            assert not name.startswith("on"), (node.tag, name)
            assert name not in ASKING, (node.tag, name)
            if "url(" in (value or ""):
                assert ALLOWED.fullmatch(value or "") or node.text.find("url(") >= 0 or name != "clip-path"
            if name in ("clip-path", "fill", "stroke", "mask", "filter", "marker-end"):
                assert "url(" not in str(value) or ALLOWED.fullmatch(str(value))
    assert len(list(tree.all("script"))) == 2
    assert len(list(tree.all("style"))) == 1
    assert len(list(tree.all("meta"))) == 4


def test_nothing_is_asked_for(tree: Node) -> None:
    harmless(tree)


def test_every_text_is_there_in_every_language(whole: str) -> None:
    for language in LANGUAGES:
        shown = read(html.render(DOCUMENT, language))
        words = {" ".join(node.text.split()) for node in shown.all()}
        for part in DOCUMENT.parts:
            for field in ("words", "title"):
                text = getattr(part, field, "")
                if text:
                    assert {" ".join(said(text, one).split()) for one in LANGUAGES} <= words
    for language in LANGUAGES:
        shown = read(page.text(made.full(), language).decode())
        assert shown.one("html").attributes["lang"] == language
        assert shown.one("button", **{"data-language": language}).attributes["aria-pressed"] == "true"


def test_words_stand_in_all_languages_or_in_none(tree: Node) -> None:
    for node in tree.all():
        spoken = [
            part.attributes["lang"] for part in node.parts if isinstance(part, Node) and "lang" in part.attributes
        ]
        assert {spoken.count(language) for language in LANGUAGES} <= {0, 1, 2} if node.tag == "svg" else True
        assert len({spoken.count(language) for language in LANGUAGES}) <= 1, node.tag


def test_every_chart_has_a_title_a_sentence_and_its_numbers(tree: Node) -> None:
    figures = list(tree.all("figure"))
    assert [figure.attributes["id"] for figure in figures] == [
        f"chart-{name}"
        for name in (
            "differences",
            "differences-second",
            "curves",
            "zoom",
            "probes",
            "pairs",
            "sensitivity",
            "expected",
            "activation-1",
            "activation-2",
        )
    ]
    for figure in figures:
        picture = next(svg for svg in figure.all("svg") if svg.attributes.get("role") == "img")
        named = {str(node.attributes["id"]): node for node in figure.all() if "id" in node.attributes}
        for attribute in ("aria-labelledby", "aria-describedby"):
            assert named[str(picture.attributes[attribute])].text.strip()
        for tag in ("title", "desc"):
            found = [node for node in picture.parts if isinstance(node, Node) and node.tag == tag]
            assert [node.attributes["lang"] for node in found] == list(LANGUAGES)
            assert all(node.text.strip() for node in found)
        assert len(list(figure.one("details").all("td"))) >= 3


def test_identities_are_unique(tree: Node) -> None:
    found = [node.attributes["id"] for node in tree.all() if "id" in node.attributes]
    assert len(found) == len(set(found))
    named = [node.attributes.get("aria-labelledby") for node in tree.all()]
    assert {one for one in named if one} <= set(found)


def test_the_picture_of_the_finding_comes_first(tree: Node) -> None:
    main = [part for part in tree.one("main").parts if isinstance(part, Node)]
    assert [node.tag for node in main[:3]] == ["h1", "p", "figure"]
    assert main[1].attributes["class"] == "lead"
    assert main[2].attributes["id"] == "chart-differences"


def test_its_files_are_those_that_are_exported(tree: Node) -> None:
    files = json.loads(tree.one("script", id="actlab-data").text)["files"]
    assert list(files) == ["results.csv", "table-en.tex", "table-pt.tex", "references.bib", "plan.json"]
    study = full()
    assert files["results.csv"].count("\n") == 1 + 2 * len(study.trials)
    assert json.loads(files["plan.json"])["plan_sha256"] == study.plan.digest
    offered = [node.attributes["data-file"] for node in tree.all("button") if "data-file" in node.attributes]
    assert offered == list(files)


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_name_is_a_name(name: str, plain_tags: list[str]) -> None:
    text = named(name)
    tree = read(text)
    harmless(tree)
    stored = json.loads(tree.one("script", id="actlab-data").text)
    assert json.loads(stored["files"]["plan.json"])["plan"]["arms"][1]["name"] == name
    headings = [node.text for node in tree.all("h3")]
    plain = re.sub("[\x00-\x1f\x7f\u200f\u2028-\u202e\u2066-\u2069]", lambda one: f"[U+{ord(one[0]):04X}]", name)
    assert headings == ["relu", plain]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u200f\u2028-\u202e\u2066-\u2069]", text)
    assert [node.tag for node in tree.all()] == plain_tags


def test_the_same_study_gives_the_same_bytes() -> None:
    assert page.text(full(), "pt", cards(full())) == page.text(full(), "pt", cards(full()))


@pytest.mark.parametrize(("count", "seeds", "most"), [(5, 32, 600_000), (20, 32, 1_500_000)])
def test_it_is_small(count: int, seeds: int, most: int) -> None:
    chosen = [name for name in CATALOGUE if name != "relu"][-count + 1 :]
    study = made.study(made.draws({"relu": 0.0} | dict.fromkeys(chosen, 0.002), seeds=seeds), probed=True)
    held = made.holding(study, CATALOGUE)
    assert len(page.text(held, "en", cards(held))) < most


def test_a_study_without_a_pair_is_a_page_as_well() -> None:
    study = made.study(made.draws({"relu": 0.0, "elu": 0.01}, seeds=2))
    empty = study.carrying(trials=(), interrupted=True)
    assert "Interrupted before every activation" in page.text(empty, "en").decode()


def test_the_command_writes_it_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "study"
    actlab.compare(["relu", "tanh"], quick=True, seeds=2, steps=20, network="mlp(4)", out=folder, progress=False)
    assert run_command(["report", str(folder)]) == 0
    assert str(folder / "report.html") in capsys.readouterr().out
    assert run_command(["report", str(folder)]) == 0  # a view, as the tables are
    capsys.readouterr()
    (tmp_path / "a.html").write_text("mine")
    assert run_command(["report", str(folder), "--out", str(tmp_path / "a.html")]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err
    assert run_command(["report", str(folder), "--out", str(tmp_path / "b.html"), "--lang", "pt", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [str(tmp_path / "b.html")]
    assert read((tmp_path / "b.html").read_text(encoding="utf-8")).one("html").attributes["lang"] == "pt"
    actlab.language("en")
    code = "import sys; from actlab.cli import run_command; run_command(sys.argv[1:]); assert {!r} not in sys.modules"
    subprocess.run([sys.executable, "-c", code.format("matplotlib"), "report", str(folder)], check=True)
    subprocess.run([sys.executable, "-c", code.format("jax"), "judge", str(folder)], check=True)
    with pytest.raises(InvalidInput, match=r"ends in \.html"):
        actlab.open(folder).report(tmp_path / "b.csv")
