"""The control against itself, and one activation against another: planted faults are found, or cured."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actlab import InvalidInput

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torch.utils.data import Dataset  # noqa: E402

from actlab.torch.pairs import twins  # noqa: E402
from actlab.torch.pairs.trace import Kind  # noqa: E402
from tests.torch.users import BATCH, EXAMPLES, around, build, checked, clean, examples, met  # noqa: E402


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Wait for another second only where a test is about the time."""
    if "time" not in request.node.name:
        monkeypatch.setattr(twins, "_wait_for_another_second", lambda _begun: None)


class Augmented(Dataset[Any]):
    """Examples with noise, which ``noise`` draws."""

    def __init__(self, noise: Callable[[], float]) -> None:
        self.examples, self.noise = examples(), noise

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        inputs, target = self.examples[index]
        return inputs + self.noise(), target


def legacy() -> float:
    return float(np.random.standard_normal())


def unseeded() -> float:
    return float(np.random.default_rng().standard_normal())


def found(train: object, build: Callable[..., nn.Module] = build, names: tuple[str, ...] = ("relu", "gelu")) -> str:
    """Return what the check says."""
    with pytest.raises(InvalidInput) as caught:
        checked(train, build, names)()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_clean_script_passes_and_leaves_the_process_alone(workers: int) -> None:
    torch.manual_seed(5)
    before = torch.get_rng_state(), np.random.get_state()[1].tolist()
    checked(clean(workers))()
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.random.get_state()[1].tolist() == before[1]


def test_a_global_generator_is_set_from_the_seed_and_found_where_another_draw_shifts_it() -> None:
    checked(around(), nothing_dropped)()  # cured: it starts from the seed, and nobody else draws
    noise = around(epoch=lambda _model, trial: trial.name == "gelu" and torch.rand(1))
    assert "the inputs of forward pass 8" in found(noise, nothing_dropped)  # the second epoch's first batch


def nothing_dropped(activation: Callable[..., nn.Module]) -> nn.Module:
    return nn.Sequential(nn.Linear(4, 12), activation(), nn.Linear(12, 2))


@pytest.mark.parametrize("workers", [0, 2])
def test_an_unseeded_worker_is_found_and_one_that_draws_by_the_old_generator_is_cured(workers: int) -> None:
    checked(clean(workers, Augmented(legacy)), names=("relu", "gelu"))()
    assert "batch 1 of epoch 1 (train)" in found(clean(workers, Augmented(unseeded)))


def test_a_data_set_that_goes_on_drawing_from_run_to_run_is_found() -> None:
    kept = np.random.default_rng(0)
    assert "batch 1 of epoch 1" in found(clean(0, Augmented(lambda: float(kept.standard_normal()))))


def by_the_clock(*_given: object) -> None:
    torch.manual_seed(int(time.time()))


def test_a_seed_of_the_time_is_found_where_it_is_not_cured() -> None:
    checked(clean(before=by_the_clock), names=("relu", "gelu"))()  # cured: set anew at every batch
    assert "the inputs of forward pass 1" in found(around(before=by_the_clock))

    def built(activation: Callable[..., nn.Module]) -> nn.Module:
        by_the_clock()
        return build(activation)

    assert "the initial weights (0.weight)" in found(clean(), built)

    def masks(model: nn.Module, trial: object) -> None:
        by_the_clock()
        torch.rand(1)

    assert "the random numbers drawn in forward pass 1" in found(clean(step=masks))


def drawing(model: nn.Module, trial: Any) -> None:
    """Evaluate by a loader that draws from the generator of the process, with dropout."""
    for inputs, _targets in torch.utils.data.DataLoader(examples(), 25):
        with torch.no_grad():
            nn.functional.dropout(inputs, 0.5)


def test_a_validation_pass_that_draws_is_cured_and_found_around_our_loader() -> None:
    checked(clean(epoch=drawing), names=("relu", "gelu"))()

    def sometimes(model: nn.Module, trial: Any) -> None:
        if trial.name == "gelu":
            drawing(model, trial)

    checked(clean(epoch=sometimes), names=("relu", "gelu"))()
    assert "the inputs of forward pass 8" in found(around(epoch=sometimes), nothing_dropped)


class Noisy(nn.Module):
    """Draws as it passes things on."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        torch.rand(3)
        return x


class Functional(nn.Module):
    """Functional dropout, which draws from the generator of the process."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.dropout(x, 0.5, self.training)


def with_noise(last: type[nn.Module]) -> Callable[..., nn.Module]:
    """Return how to build a model in which gelu draws before dropout."""

    def built(activation: Any) -> nn.Module:
        first = Noisy() if activation.activation.name == "gelu" else nn.Identity()
        return nn.Sequential(nn.Linear(4, 8), activation(), first, last(), nn.Linear(8, 2))

    return built


def test_an_extra_draw_of_one_activation_shifts_no_dropout_layer_and_is_found_where_it_shifts_a_function() -> None:
    checked(clean(), with_noise(nn.Dropout), ("relu", "gelu"))()
    said = found(clean(), with_noise(Functional))
    assert "gelu and relu of the same seed are no pair" in said
    assert "the random numbers drawn in forward pass 1" in said
    assert "torch.nn.Dropout" in said


def test_other_dropout_layers_and_weights_that_only_one_model_ties_are_found() -> None:
    def rates(activation: Any) -> nn.Module:
        rate = 0.5 if activation.activation.name == "gelu" else 0.4
        return nn.Sequential(nn.Linear(4, 8), activation(), nn.Dropout(rate), nn.Linear(8, 2))

    said = found(clean(), rates)
    assert "first in the dropout masks of forward pass 1. Their dropout layers differ" in said

    def tied(activation: Any) -> nn.Module:
        model = nn.Sequential(nn.Linear(4, 4), activation(), nn.Linear(4, 4), nn.Linear(4, 2))
        if activation.activation.name == "gelu":
            model[0].weight = model[2].weight
        return model

    assert "first in the initial weights (0.weight)" in found(clean(), tied)


def scattered(model: nn.Module, trial: object) -> None:
    """Add numbers to a weight in an order that nobody sets: their sum differs in its last digits."""
    order = np.frombuffer(os.urandom(4000), np.uint8).argsort(kind="stable")
    parts = torch.logspace(-8, 0, 4000)[torch.from_numpy(order)]
    with torch.no_grad():
        weight = model[0].weight.view(1, -1)  # 48 numbers, each of which is rounded otherwise
        for part in parts.split(40):
            weight.index_add_(0, torch.zeros(40, dtype=torch.long), part[:, None] * torch.linspace(1, 2, 48))


def test_an_operation_without_an_order_is_found() -> None:
    said = found(clean(step=scattered))
    assert "the weights before forward pass 1" in said
    assert "torch.use_deterministic_algorithms(True)" in said


def test_a_model_that_is_made_once_is_found() -> None:
    made: list[nn.Module] = []

    def once(activation: Callable[..., nn.Module]) -> nn.Module:
        made[1:] or made.append(build(activation))
        return made[0]

    assert "the initial weights (0.weight)" in found(clean(), once)


def test_a_setting_that_training_changes_is_found() -> None:
    usual = torch.get_num_threads()
    turns = iter(range(1, 9))
    try:
        assert "the setting threads" in found(clean(before=lambda *_given: torch.set_num_threads(next(turns))))
    finally:
        torch.set_num_threads(usual)


def test_a_number_that_differs_is_found() -> None:
    values = map(float, range(100))

    def train(model: nn.Module, trial: Any) -> float:
        trial.report(3, steady=0.5, error=next(values))
        return 0.5

    assert "error reported at step 3" in found(train)
    assert "the result (accuracy)" in found(lambda _model, _trial: {"loss": 0.5, "accuracy": next(values)})


def test_training_that_the_clock_ends_is_found() -> None:
    lengths = iter([3, 5, 3])

    def train(model: nn.Module, trial: Any) -> float:
        for step in range(next(lengths)):
            trial.step(step)
            model(torch.rand(2, 4))
        return 0.5

    said = found(train)
    assert "the weights before forward pass 4" in said
    assert "Let the number of steps decide" in said


def test_a_failing_activation_is_left_to_the_study_and_other_weights_are_refused() -> None:
    def fails(model: nn.Module, trial: Any) -> None:
        if trial.name == "gelu":
            raise ZeroDivisionError

    checked(clean(before=fails), names=("relu", "gelu"))()

    def wider(activation: Any) -> nn.Module:
        return nn.Sequential(nn.Linear(4, 8 if activation.activation.name == "relu" else 9), activation())

    said = found(clean(), wider)
    assert "0.weight (Linear (9, 4), Linear (8, 4))" in said
    with pytest.raises(ZeroDivisionError):
        checked(clean(before=fails), names=("gelu", "relu"))()


def test_a_rehearsal_is_short_and_sees_every_part_of_training(tmp_path: Path) -> None:
    check = checked(clean(epoch=lambda model, trial: list(trial.loader(examples(), 4, shuffle=False))))
    trace = met(check.train, tmp_path, "relu", limits=check.limits).trace
    batches = [(mark.place.name, mark.place.epoch, mark.place.step) for mark in trace.of(Kind.BATCH)]
    whole = -(-EXAMPLES // BATCH)
    assert whole < check.limits.batches < EXAMPLES // 4
    expected = [
        (name, epoch, step + 1)
        for epoch in range(1, 4)
        for name, steps in (("train", whole), ("evaluate", check.limits.batches))
        for step in range(steps)
    ]
    assert batches == expected
    assert trace.of(Kind.TRAINED)
    assert not trace.of(Kind.RESULT)  # it was cut, in the fourth epoch


def test_steps_of_ones_own_are_rehearsed_and_cut(tmp_path: Path) -> None:
    inputs, targets = examples().tensors

    def train(model: nn.Module, trial: Any) -> float:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for step in range(1000):
            trial.step(step)
            rows = torch.randint(len(inputs), (BATCH,))
            loss = nn.functional.cross_entropy(model(inputs[rows]), targets[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return loss.item()

    checked(train)()
    limits = checked(train).limits
    assert len(met(train, tmp_path, "relu", limits=limits).trace.of(Kind.INPUTS)) == limits.steps
