"""The scripts in ``examples/training``, run as they stand: each trains without a failure, and shows what it says."""

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import pytest

import actlab
from actlab.training.own.given import Given
from tests.functions.exported import installed

FOLDER = Path(__file__).parents[2] / "examples" / "training"


def needs(*names: str) -> pytest.MarkDecorator:
    lacking = [name for name in names if not installed(name)]
    return pytest.mark.skipif(bool(lacking), reason=f"not installed: {', '.join(lacking)}")


@pytest.fixture
def two_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["example", "--seeds", "2"])


@pytest.fixture
def as_people_have_it() -> Iterator[None]:
    """Let arrays of JAX fit each other, as Keras expects."""
    with jax.numpy_rank_promotion("allow"), jax.numpy_dtype_promotion("standard"):
        yield


def carried_out(name: str, activations: list[str]) -> dict[str, Any]:
    """Run a script, and return its names; in its study nothing has failed."""
    names = runpy.run_path(str(FOLDER / name))
    study = names["study"]
    assert [arm.activation for arm in study.arms] == activations
    assert [arm.failed for arm in study.arms] == [0] * len(activations)
    assert [arm.test.n for arm in study.arms] == [2] * len(activations)
    return names


def checked(study: actlab.Study) -> bool:
    said = " ".join(str(study).split())
    return "it was checked that runs with the same seed share initial weights, batches and dropout masks" in said


@needs("torch")
@pytest.mark.usefixtures("two_seeds")
def test_a_table_is_learnt_with_rates_of_its_own() -> None:
    study = carried_out("tabular.py", ["relu", "tanh", "silu"])["study"]
    assert checked(study)
    assert study.pairs == [2, 3]  # the others chose the rates
    assert set(study.rates) == {"relu", "tanh", "silu"}
    assert set(study.rates.values()) <= {0.1, 0.03, 0.01, 0.003, 0.001}
    assert all(arm.test.mean < 0.5 for arm in study.arms)  # the mean of the targets has a loss of 1


@needs("torch")
@pytest.mark.usefixtures("two_seeds")
def test_images_are_learnt_with_a_slope_for_each_channel() -> None:
    import torch

    names = carried_out("images.py", ["relu", "tanh", "prelu", "prelu per channel"])
    assert checked(names["study"])
    assert all(arm.test.mean > 0.6 for arm in names["study"].arms)
    assert [point.step for point in names["study"].of("tanh")[0].curve] == [1, 2, 3, 4, 5, 6]
    function = actlab.activation("prelu; alpha=0.25 per unit").torch(3)
    images, slopes = torch.randn(2, 3, 5, 4), torch.tensor([0.1, 0.5, 2.0])
    with torch.no_grad():
        function.alpha.copy_(slopes)
        found = names["Channels"](function)(images)
        torch.testing.assert_close(found, torch.nn.functional.prelu(images, slopes))


@needs("torch", "transformers")
@pytest.mark.usefixtures("two_seeds")
def test_an_encoder_is_swapped_where_it_is_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    from torch import nn

    names = carried_out("encoder.py", ["gelu", "relu"])
    assert checked(names["study"])
    assert all(arm.test.mean > 0.52 for arm in names["study"].arms)  # half of the labels are 1
    census = actlab.torch.sites(names["build"](), names["batch"])
    assert [(site.function, site.role) for site in census.sites] == [("gelu", "hidden")] * 2 + [("tanh", "pooler")]
    assert str(census) in capsys.readouterr().out
    swapped = actlab.torch.swap(names["build"](), "relu", names["batch"], where="hidden")
    assert type(swapped.bert.pooler.activation) is nn.Tanh
    assert sum(isinstance(module, actlab.torch.Elementwise) for module in swapped.modules()) == 2


@needs("keras")
@pytest.mark.usefixtures("two_seeds", "as_people_have_it")
def test_runs_of_keras_that_share_a_seed_share_all_that_is_drawn(tmp_path: Path) -> None:
    import keras

    names = carried_out("in_keras.py", ["relu", "prelu"])
    assert "accuracy % as reported by the function train" in str(names["study"])
    assert all(arm.test.mean > 0.6 for arm in names["study"].arms)
    learnt = "max(x, 0) + 0*a; a=1 per layer"  # ReLU, as a layer that learns nothing: only what is drawn could differ
    relu, layer = (Given(actlab.activation(words), words, 5, None, tmp_path) for words in ("relu", learnt))
    assert isinstance(layer.activation.keras(), keras.layers.Layer)
    one, other = ({name: float(value) for name, value in names["train"](trial).items()} for trial in (relu, layer))
    assert other == pytest.approx(one, abs=1e-6)
