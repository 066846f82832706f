"""The cards of a study's activations: the formula as it is, the trained activation and no other, code as exported."""

from dataclasses import replace

import numpy as np
import pytest

from actlab import CATALOGUE, Activation
from actlab.functions.export import export
from actlab.functions.expression import PRIMITIVES, size
from actlab.functions.find import find
from actlab.report.document.cards import cards
from actlab.report.document.charts import Chart, Line
from actlab.report.document.parts import Card, Code, Document, Facts, Formula, Paragraph, Picture, flat
from actlab.report.document.trained import trained
from actlab.report.render import html
from actlab.report.render.cards import LARGEST, formula
from actlab.report.render.mathml import equation
from actlab.studies.study import Study
from actlab.words import LANGUAGES, said
from tests.functions.random_formulas import random_activations
from tests.report import made
from tests.report.mathml import value
from tests.report.pages import read

X = np.linspace(-3, 3, 121) + 0.0123
FRAMEWORKS = {"PyTorch": "torch", "Keras": "keras", "JAX": "jax", "NumPy": "numpy", "LaTeX": "latex"}
WRITTEN = [
    "x - (1 - x) - (2 - x)", "x / (2 / x) / 3", "-(-x)**2 * -3", "2 * 3 * x * 2", "x**x**2", "(x**2)**3", "(-x)**3",
    "2 - -x", "(x > 0) * x + 1", "where(x > 1, 1, 2) * where(x < 0, where(x < -1, 1, 2), 3)", "(1 + x) * (2 * x) * 3",
    "1e-7 * x + 1e20", "exp(-x**2) * e**x", "where(where(x > 0, 1, -1) > 0, x, where(x == -1, 2, 3))", "sinc(x) + pi",
    "(x / 2)**2", "exp(x)**2", "2**-x", "abs(abs(x) - 1)**2", "(2 * x)**2", "-x - -1", "x * -2 / 3", "max(x, 0)**2",
]  # fmt: skip


def of(activations: dict[str, Activation]) -> Study:
    """Return a study of these activations."""
    return made.holding(made.study(made.draws(dict.fromkeys(activations, 0.0), seeds=2)), activations)


def parts(document: Document, name: str) -> list[object]:
    found = [part for part in document.parts if isinstance(part, Card) and part.name == name]
    assert len(found) == 1
    return list(found[0].parts)


@pytest.fixture(scope="module")
def whole() -> Document:
    """Return the cards of all of the catalogue."""
    return cards(of(dict(CATALOGUE)))


def means_the_same(activation: Activation) -> None:
    with np.errstate(all="ignore"):
        right = activation.on_host(X)
    for language in LANGUAGES:
        got = value(equation("f(x)", activation.expression, language), X, activation.values)
        held = np.isfinite(right) & np.isfinite(got)
        assert held.any() or not np.isfinite(right).any()
        np.testing.assert_allclose(got[held], right[held], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_mathematics_of_the_catalogue_means_the_formula(name: str) -> None:
    means_the_same(CATALOGUE[name])


@pytest.mark.parametrize("name", [name for name in PRIMITIVES if name.isidentifier() and name not in ("neg", "where")])
def test_every_primitive_is_read_back(name: str) -> None:
    arguments = ["x", "0.7", "1.3"][: PRIMITIVES[name].arity]
    means_the_same(Activation("one", f"3 * {name}({', '.join(arguments)})**2 - x", declared_kinks=None))


@pytest.mark.parametrize("words", WRITTEN)
def test_brackets_are_where_they_are_needed(words: str) -> None:
    means_the_same(Activation("one", words, declared_kinks=None))


def test_formulas_at_random_are_read_back() -> None:
    for activation in random_activations(150, seed=3):
        means_the_same(activation)


def test_numbers_of_a_formula_are_those_of_the_language() -> None:
    tree = find("max(0.5 * x, 1.25)").expression
    assert "<mn>0.5</mn>" in equation("f(x)", tree, "en")
    assert "<mn>0,5</mn>" in equation("f(x)", tree, "pt")
    assert "<mo>;</mo>" in equation("f(x)", tree, "pt")


def test_a_long_formula_stands_as_it_was_typed() -> None:
    found = find("gelu_tanh(gelu_tanh(gelu_tanh(x))) + gelu_tanh(gelu_tanh(gelu_tanh(2 * x)))")
    assert size(found.expression) > LARGEST
    assert f"f(x) = {found.formula}" in formula(Formula("f(x)", found.formula, found.expression))


@pytest.mark.parametrize("name", CATALOGUE)
def test_code_is_what_is_exported(name: str, whole: Document) -> None:
    shown = {said(part.title, "en"): part.text for part in parts(whole, name) if isinstance(part, Code)}
    assert shown == {title: export(CATALOGUE[name], framework) for title, framework in FRAMEWORKS.items()}


@pytest.mark.parametrize("name", ["relu", "gelu", "elu", "silu", "prelu", "hard_swish", "signum", "softplus"])
def test_curves_are_the_activation_s_numbers(name: str, whole: Document) -> None:
    picture = next(part for part in parts(whole, name) if isinstance(part, Picture))
    chart = whole.chart(picture.name)
    assert isinstance(chart, Chart)
    lines = {mark.label: mark for mark in chart.panels[0][0].marks if isinstance(mark, Line)}
    assert list(lines) == ["f(x)", "f′(x)", "f″(x)"]
    kinks = [at for at, _slope in CATALOGUE[name].kinks]
    for order, line in enumerate(lines.values()):
        x, y = np.array(line.x), np.array(line.y)
        right = CATALOGUE[name].derivative(x, order) if order else CATALOGUE[name](x)
        held = np.isfinite(y) & ~np.isin(x, kinks)
        assert held.sum() > 190
        np.testing.assert_allclose(y[held], right[held], rtol=1e-6, atol=1e-9)


def test_each_card_says_what_is_known(whole: Document) -> None:
    for name, record in CATALOGUE.items():
        facts = [said(key, "en") for part in parts(whole, name) if isinstance(part, Facts) for key, _words in part.rows]
        assert "range" in facts
        assert "gain" in facts
        assert set(record.values) <= set(facts)
        assert next(part for part in parts(whole, name) if isinstance(part, Formula)).text == record.formula
    assert not any(part.open for part in whole.parts if isinstance(part, Card))  # so many are folded
    assert all(part.open for part in cards(of({"relu": find("relu")})).parts if isinstance(part, Card))


def test_a_learnt_parameter_is_said_to_be_one() -> None:
    study = of({"relu": find("relu"), "mine": find("x * sigmoid(beta * x); beta=1.702 per unit")})
    found = cards(study)
    facts = next(part for part in parts(found, "mine") if isinstance(part, Facts))
    assert said(dict(facts.rows)["beta"], "en") == "1.702, learnt, one per unit"
    assert "from which its parameters are learnt" in said(found.chart("activation-2").title, "en")


def test_the_card_of_a_gated_unit_says_that_it_is_one() -> None:
    found = cards(of({"relu": find("relu"), "glu(silu)": find("glu(silu)")}))
    alone, unit = (
        next(part for part in parts(found, name) if isinstance(part, Facts)).rows for name in ("relu", "glu(silu)")
    )
    assert said(unit[0][1], "en").endswith("all else that is said is said of f")
    assert "gated unit" not in [said(title, "en") for title, _words in alone]


def test_the_card_is_of_the_activation_that_was_trained() -> None:
    """A name whose content is another today does not bring today's content."""
    study = of({"relu": find("relu"), "elu": replace(find("x**2"), name="elu")})
    shown = parts(cards(study), "elu")
    assert next(part for part in shown if isinstance(part, Formula)).text == "x ** 2"
    assert all("expm1" not in part.text for part in shown if isinstance(part, Code))
    assert trained(study.plan.arms[1]) == find("x**2")


def test_values_of_parameters_are_those_of_the_plan() -> None:
    study = of({"elu(alpha=0.5)": find("elu(alpha=0.5)")})
    found = trained(study.plan.arms[0])
    assert found is not None
    assert (found.values, found.reference) == ({"alpha": 0.5}, CATALOGUE["elu"].reference)
    code = next(part for part in parts(cards(study), "elu(alpha=0.5)") if isinstance(part, Code))
    assert code.text == export(find("elu(alpha=0.5)"), "torch")


def test_the_catalogue_s_names_within_a_formula_are_found_again() -> None:
    study = of({"mish(x) + x": find("mish(x) + x")})
    assert trained(study.plan.arms[0]) == find("mish(x) + x")


def test_what_is_read_otherwise_today_is_not_computed() -> None:
    study = of({"relu": find("relu")})
    changed = replace(study.plan, arms=(replace(study.plan.arms[0], digest="of another version"),))
    shown = parts(cards(replace(study, plan=changed, trials=())), "relu")
    assert [type(part) for part in shown] == [Code, Paragraph, Facts]
    assert said(next(part for part in shown if isinstance(part, Paragraph)).words, "en").startswith("This version")


def test_of_a_function_in_python_nothing_is_invented() -> None:
    study = of({"relu": find("relu"), "relu (yours)": find(lambda x: 3 * x, name="relu2")})
    shown = parts(cards(study), "relu (yours)")
    assert [type(part) for part in shown] == [Paragraph, Facts]
    assert [named.name for named in cards(study).charts] == ["activation-1"]


def test_a_page_has_each_card_with_its_mathematics_and_code(whole: Document) -> None:
    tree = read(html.render(whole, "en"))
    shown = [node for node in tree.all("details") if node.attributes.get("class") == "card"]
    assert [next(node.all("h3")).text for node in shown] == list(CATALOGUE)
    for node in shown:
        assert next(node.all("math"), None) is not None
        snippets = [one for one in node.all("details") if one.attributes.get("class") == "snippet"]
        assert [next(one.all("summary")).text for one in snippets] == list(FRAMEWORKS)
        for one in snippets:
            copy = next(one.all("button"))
            assert "data-copy" in copy.attributes
            assert "hidden" in copy.attributes  # without a script the code is selected


def test_other_forms_have_a_card_as_a_heading_and_its_parts(whole: Document) -> None:
    kinds = {type(part) for part in flat(whole.parts)}
    assert Card not in kinds
    assert kinds >= {Formula, Facts, Code, Picture}
