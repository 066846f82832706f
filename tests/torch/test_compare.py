"""``actlab.torch.compare``: a study of a user's own model, checked before it begins."""

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from actlab.errors import ActlabWarning, InvalidInput

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402

from actlab.functions.identity import identity  # noqa: E402
from actlab.torch import TorchTrial, compare  # noqa: E402
from tests.torch.users import NAMES, build, clean, examples, learn  # noqa: E402


def test_a_study_of_a_user_s_own_model_is_paired_stored_and_goes_on(tmp_path: Path) -> None:
    calls = tmp_path / "calls"  # a list would be a part of what train is, and change it

    def counted(model: nn.Module, trial: TorchTrial) -> None:
        assert trial.activation.torch() is not None
        with calls.open("a") as file:
            print(trial.name, trial.seed, file=file)

    train = clean(before=counted)
    study = compare(build, train, NAMES, seeds=3, out=tmp_path / "study", progress=False, lower_is_better=True)
    assert [arm.activation for arm in study.arms] == list(NAMES)
    assert study.plan.judgement.control == "relu"
    assert len(calls.read_text().splitlines()) == 2 + 2 + 9  # the control twice, the others once, and the study
    records = [json.loads(path.read_text()) for path in sorted(tmp_path.rglob("pairing.json"))]
    assert len(records) == 9
    masks = {json.dumps([mark for mark in one["marks"] if mark[0] in ("masks", "batch")]) for one in records}
    assert len(masks) == 3  # one for each seed, whatever the activation
    assert {tuple(one["weights"]["own"]) for one in records} == {(), ("1.alpha", "4.alpha")}
    calls.unlink()
    compare(build, train, NAMES, seeds=4, out=tmp_path / "study", progress=False, lower_is_better=True, check=False)
    assert sorted(calls.read_text().splitlines()) == [f"{name} 3" for name in sorted(NAMES)]


def test_the_control_is_what_a_user_names(tmp_path: Path) -> None:
    for control, name in (("prelu", "prelu"), ("elu(alpha=1)", "elu"), (None, "elu")):
        study = compare(
            build,
            clean(),
            ["elu", "prelu"],
            seeds=2,
            control=control,
            progress=False,
            lower_is_better=True,
            check=False,
        )
        assert study.plan.judgement.control == name
    with pytest.raises(InvalidInput, match="unknown control 'tanh'"):
        compare(build, clean(), ["elu", "prelu"], control="tanh")


def test_a_model_that_knows_nothing_of_activations_has_them_replaced(tmp_path: Path) -> None:
    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.drop, self.last = nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.last(self.drop(nn.functional.relu(self.first(x))))

    batch = examples()[:4][0]
    compare(Net, clean(), NAMES, batch=batch, seeds=2, out=tmp_path, progress=False, lower_is_better=True)
    records = [json.loads(path.read_text()) for path in tmp_path.rglob("pairing.json")]
    assert len(records) == 6
    shared = ["first.weight", "first.bias", "last.weight", "last.bias"]
    assert all(one["weights"]["shared"] == shared for one in records)
    assert sum(len(one["weights"]["own"]) for one in records) == 2  # prelu's slope, in two runs
    initial = {json.dumps([mark for mark in one["marks"] if mark[0] == "weight"]) for one in records}
    assert len(initial) == 2
    results = {tuple(mark[4] for mark in one["marks"] if mark[0] == "result") for one in records}
    assert len(results) == 6  # each activation learns otherwise


def test_what_cannot_be_compared_is_refused_before_anything_is_trained() -> None:
    with pytest.raises(InvalidInput, match=r"give a batch of its inputs"):
        compare(lambda: nn.Linear(2, 2), never_trained, ["relu", "elu"])
    with pytest.raises(InvalidInput, match="is a function in Python"):
        compare(build, never_trained, ["relu", lambda x: 2 * x])
    with pytest.raises(InvalidInput, match="several"):
        compare(build, never_trained, ["relu", "layers(relu, tanh)"])


def never_trained(model: nn.Module, trial: Any) -> float:
    raise AssertionError


class Mine(nn.Module):
    """An activation as a user of PyTorch writes one."""


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (
            (nn.ReLU(inplace=True), nn.GELU(approximate="tanh")),
            r"ReLU belongs to PyTorch.*Try activations=\['relu', 'gelu_tanh'\]",
        ),
        (("elu", nn.SiLU), r"SiLU belongs to PyTorch.*\['elu', 'silu'\]"),
        (("elu", nn.ELU(0.5)), r"\['elu', 'elu\(alpha=0.5\)'\]"),
        (("relu", torch.tanh), r"tanh belongs to PyTorch.*\['relu', 'tanh'\]"),
        (("relu", nn.functional.gelu), r"gelu belongs to PyTorch.*\['relu', 'gelu'\]"),
        ((Mine(), "relu"), r"Mine belongs to PyTorch.*\['relu', 'x\*tanh\(x\)'\]"),
        ((), "no activation was given"),
        ("relu", "'relu' is no list of activations"),
        (7, "7 is no list of activations"),
    ],
)
def test_activations_are_given_in_words(given: Any, wanted: str) -> None:
    with pytest.raises(InvalidInput, match=wanted):
        compare(build, never_trained, given)


def test_a_model_in_place_of_what_makes_one_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"build is Sequential, but each run needs a new model"):
        compare(nn.Sequential(nn.Linear(4, 2), nn.ReLU()), never_trained, NAMES, batch=torch.ones(1, 4))  # type: ignore[arg-type]


def test_what_stays_and_what_is_shared_is_said_as_in_swap(tmp_path: Path) -> None:
    def made() -> nn.Module:
        again = nn.PReLU()
        return nn.Sequential(
            nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8), again, nn.Linear(8, 8), again, nn.Linear(8, 2)
        )

    def slopes(**choices: Any) -> set[tuple[str, ...]]:
        out = tmp_path / repr(sorted(choices))
        compare(
            made,
            clean(),
            ["relu", "prelu"],
            batch=torch.ones(2, 4),
            seeds=1,
            out=out,
            progress=False,
            lower_is_better=True,
            **choices,
        )
        records = [json.loads(path.read_text()) for path in out.rglob("pairing.json")]
        return {tuple(record["weights"]["own"]) for record in records}

    assert slopes(tied=True) == {(), ("1.alpha", "3.alpha", "5.alpha")}
    assert slopes(leave=["3"]) == {(), ("1.alpha",)}
    with pytest.raises(InvalidInput, match="Try tied=True"):
        slopes()


def test_a_model_that_training_leaves_as_it_was_is_warned_of_once() -> None:
    def normed() -> nn.Module:
        return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))

    other = torch.optim.SGD(normed().parameters(), lr=0.1)

    def outside(model: nn.Module, trial: TorchTrial) -> float:
        loss = 0.0
        for inputs, targets in trial.loader(examples(), 8):
            loss = learn(
                model, inputs, targets, other
            )  # the optimiser of another model; statistics of batches do change
        return loss

    def said(train: Any) -> list[str]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ActlabWarning)
            compare(
                normed,
                train,
                ["relu", "elu"],
                batch=torch.ones(2, 4),
                seeds=2,
                progress=False,
                lower_is_better=True,
            )
        return [str(one.message) for one in caught if one.category is ActlabWarning]

    (once,) = said(outside)
    assert once.startswith("training changed no weight of the model (relu, seed 0)")
    assert said(clean()) == []


def test_a_pair_that_comes_apart_later_is_warned_of() -> None:
    def late(model: nn.Module, trial: Any) -> None:
        if trial.name == "gelu" and trial.seed == 1:
            torch.rand(1)

    def built(activation: Any) -> nn.Module:
        return nn.Sequential(nn.Linear(4, 8), activation(), Drawing(), nn.Linear(8, 2))

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ActlabWarning)
        compare(built, clean(step=late), ["relu", "gelu"], seeds=2, progress=False, lower_is_better=True)
    said = [str(one.message) for one in caught if one.category is ActlabWarning]
    assert (
        "gelu and relu of seed 1 are no pair: they differ, first in the random numbers drawn in forward pass 1." in said
    )


class Drawing(nn.Module):
    """Functional dropout, which draws from the generator of the process."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.dropout(x, 0.5, self.training)


def test_a_training_is_known_by_what_its_tensors_hold() -> None:
    def of(data: object) -> str:
        return identity(lambda: data)

    torch.manual_seed(0)
    one = torch.rand(3, 2)
    assert of(one) == of(one.clone()) == of(one.t().contiguous().t()) != of(one + 1)
    assert of(one.bfloat16()) != of(one.bfloat16().float())
    assert of(examples()) == of(examples())
    used = Path("data")
    before = of(used)
    used.exists(), hash(used), used.parts
    assert of(used) == before != of(Path("other"))
    net = nn.Linear(2, 2)
    before = of(net)
    with torch.no_grad():
        net.bias += 1
    assert of(net) != before
    assert identity(nn.Linear) != identity(nn.Conv2d)

    class Mine(nn.Module):
        def forward(self, x: object) -> object:
            return x

    assert identity(Mine) == identity(Mine)


@pytest.mark.parametrize(
    ("choices", "said"), [({"seeds": 0}, "seeds: 0 is not"), ({"margin": -1.0}, "margin: -1.0 is not")]
)
def test_choices_that_cannot_be_are_refused_before_the_rehearsal(choices: dict[str, Any], said: str) -> None:
    def train(model: nn.Module, trial: TorchTrial) -> float:
        raise AssertionError("nothing is trained")

    with pytest.raises(InvalidInput, match=said):
        compare(build, train, NAMES, metric="loss", progress=False, **choices)
