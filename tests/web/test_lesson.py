"""The lesson: what is built of its text is up to date, its examples run, and it says no number that nothing prints."""

import contextlib
import importlib.util
import io
import json
import math
import re
import sys
from types import ModuleType

import nbformat
import pytest

import actlab
from tests.report.browser import WEB

TOP = WEB.parent
MADE = TOP / "src/actlab/play/page/lesson.json"
PAGES = {"en": "docs/en/lesson.md", "pt": "docs/pt/aula.md"}
NUMBER = re.compile(r"(?<![\w.^])\d+(?:[.,]\d+)?(?:[e]-?\d+)?")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def builder() -> ModuleType:
    """Load web/lesson.py, which is in no package."""
    spec = importlib.util.spec_from_file_location("lesson_builder", WEB / "lesson.py")
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = found  # as records look their module up
    spec.loader.exec_module(found)
    return found


def text_of(language: str) -> str:
    return (TOP / PAGES[language]).read_text(encoding="utf-8")


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def sections(language: str) -> list[str]:
    return re.split(r"^## ", text_of(language), flags=re.MULTILINE)


@pytest.mark.parametrize("language", PAGES)
def test_what_is_built_of_it_is_up_to_date(language: str) -> None:
    built = builder()
    assert (MADE).read_text(encoding="utf-8") == built.lesson(), "python web/lesson.py"
    path = (TOP / PAGES[language]).with_suffix(".ipynb")
    assert path.read_text(encoding="utf-8") == built.notebook(language), "python web/lesson.py"
    found = nbformat.read(path, as_version=4)
    nbformat.validate(found)
    first, *rest = [cell.source + "\n" for cell in found.cells if cell.cell_type == "code"]
    assert rest == blocks(text_of(language), "python")
    assert printed([first]) == [""]
    assert actlab.language() == language
    actlab.language("en")


def printed(code: list[str]) -> list[str]:
    """Run examples one after another, as a notebook does, and return what each prints."""
    names: dict[str, object] = {}
    found = []
    for one in code:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(compile(one, "lesson", "exec"), names)
        found.append(said.getvalue())
    return found


def test_its_examples_print_what_it_says() -> None:
    """Training may end a little otherwise on another processor: words must not differ, nor numbers by much."""
    shown, found = blocks(text_of("en"), "text"), printed(blocks(text_of("en"), "python"))
    assert len(shown) == len(found) == 11
    for one, other in zip(shown, found, strict=True):
        assert NUMBER.sub("#", one) == NUMBER.sub("#", other)
        for a, b in zip(NUMBER.findall(one), NUMBER.findall(other), strict=True):
            assert math.isclose(float(a), float(b), rel_tol=0.1, abs_tol=1e-6), (one, other)


def test_both_languages_are_one_lesson() -> None:
    english, portuguese = map(text_of, PAGES)
    for kind in ("python", "text"):
        assert blocks(english, kind) == blocks(portuguese, kind)
    comments = [re.findall(r"<!-- .* -->", text) for text in (english, portuguese)]
    assert comments[0] == comments[1]
    one, other = (json.loads((MADE).read_text("utf-8"))[name] for name in PAGES)
    assert len(one["sections"]) == len(other["sections"]) == 13
    for a, b in zip(one["sections"], other["sections"], strict=True):
        assert all(a.values())
        assert all(b.values())
        figures = [
            {**figure, "rows": [row[1:] for row in figure.get("rows", [])]} for figure in (a["figure"], b["figure"])
        ]
        assert figures[0] == figures[1]


def prose(section: str) -> str:
    """Return what is told, without examples and comments, and without what is between signs of code."""
    text = re.sub(r"```.*?```|<!-- .*? -->|`[^`]*`", " ", section, flags=re.DOTALL)
    return YEAR.sub(" ", text.replace("−", "-").replace("669,706", "669706").replace("669\u00a0706", "669706"))


@pytest.mark.parametrize("place", range(1, 14))
def test_both_languages_say_the_same_numbers(place: int) -> None:
    english, portuguese = (prose(sections(language)[place]) for language in PAGES)
    assert not re.search(r"\d\.\d", portuguese), "a decimal point in Portuguese"
    assert not re.search(r"\d %", portuguese)
    assert sorted(NUMBER.findall(english)) == sorted(one.replace(",", ".") for one in NUMBER.findall(portuguese))


FORMULAS = (
    "σ(x) = 1 / (1 + e⁻ˣ)", "σ(x) (1 - σ(x))", "2σ(2x) - 1", "from 0 to 1", "from -1 to 1", "max(0, x)", "N(0, 1)",
    "(eˣ - 1)", "x = 0", "The slope is 0 or 1", "It takes 1 for", "it is 0", "it answers 0", "±5", "95 %",
)  # fmt: skip


@pytest.mark.parametrize("place", range(1, 14))
def test_every_number_is_printed_by_an_example_or_by_the_page_that_is_named(place: int) -> None:
    section = sections("en")[place]
    said = prose(section.split("\n", 1)[1])
    for formula in FORMULAS:
        said = said.replace(formula, " ")
    known = " ".join([*blocks(section, "text"), *blocks(section, "python"), *re.findall(r"figure: (.*) -->", section)])
    for name in " ".join(re.findall(r"<!-- numbers: (.*) -->", section)).split():
        known += (TOP / name).read_text(encoding="utf-8")
    numbers = {float(one) for one in NUMBER.findall(re.sub(r",(?!\d{3}\b)", " ", known).replace(",", ""))}
    for one in NUMBER.findall(said):
        assert float(one) in numbers, one


def test_the_sentences_about_the_results_are_those_of_the_page() -> None:
    """Its tables are rows of the pages, whole."""
    for place, name in ((10, "README.md"), (11, "docs/results/fair-mnist.md")):
        page = (TOP / name).read_text(encoding="utf-8")
        rows = re.findall(r"^\| (\w+) \|(.*)\|$", sections("en")[place], re.MULTILINE)[1:]
        assert len(rows) == 5
        for activation, cells in rows:
            *rest, low, high = cells.replace(" ", "").split("|")
            pattern = rf"^ {activation} +{' +'.join(map(re.escape, rest))} +[\d.]+ +\[{low}, {high}\]"
            assert re.search(pattern, page, re.MULTILINE), activation
