"""The table of trainers, and one that another package brings."""

from importlib.metadata import EntryPoint, EntryPoints

import jax
import pytest

from actlab import InvalidInput, compare
from actlab.training import trainers
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.recipe import Recipe

made: list[str] = []


class Counting(JaxTrainer):
    """A trainer of another package: ours, and it counts."""

    def __init__(self, recipe: Recipe, device: jax.Device) -> None:
        made.append(str(device))
        super().__init__(recipe, device)


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("counting", f"{__name__}:Counting", trainers.GROUP)

    def points(group: str, name: str = "counting") -> EntryPoints:
        return EntryPoints([point] if (group, name) == (trainers.GROUP, "counting") else [])

    monkeypatch.setattr(trainers, "entry_points", points)


@pytest.mark.usefixtures("plugged")
def test_another_package_brings_a_trainer() -> None:
    changes = {"quick": True, "steps": 20, "network": "mlp(8)", "seeds": 1, "progress": False}
    made.clear()
    theirs = compare(["relu", "tanh"], trainer="counting", devices=1, **changes)  # type: ignore[arg-type]
    assert len(made) == 1
    ours = compare(["relu", "tanh"], devices=1, **changes)  # type: ignore[arg-type]
    assert [trial.test for trial in theirs.ordered()] == [trial.test for trial in ours.ordered()]
    assert theirs.plan.digest != ours.plan.digest


def test_an_unknown_trainer_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"unknown trainer 'jxa'\. Did you mean jax"):
        compare(["relu"], trainer="jxa")
