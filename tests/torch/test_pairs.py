"""Runs of one seed are pairs: the same weights, batches and dropout masks, whatever the activation and the workers."""

import copy
import io
import json
import pickle
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab import InvalidInput
from actlab.functions.find import find

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torch.utils.checkpoint import checkpoint  # noqa: E402
from torch.utils.data import Dataset, IterableDataset, Subset, TensorDataset, WeightedRandomSampler  # noqa: E402

from actlab.torch.pairs.digests import digest  # noqa: E402
from actlab.torch.pairs.draws import Draws  # noqa: E402
from actlab.torch.pairs.models import Models  # noqa: E402
from actlab.torch.pairs.randomness import State, kept, start  # noqa: E402
from actlab.torch.pairs.recorder import Recorder  # noqa: E402
from actlab.torch.pairs.run import run  # noqa: E402
from actlab.torch.pairs.trace import Difference, Kind, Mark, Place, Trace, first_difference, first_unshared  # noqa: E402
from actlab.torch.pairs.trial import Limits, TorchTrial  # noqa: E402
from actlab.torch.pairs.watch import watched  # noqa: E402
from actlab.torch.pairs.weights import groups, share  # noqa: E402
from actlab.training.own.given import Given  # noqa: E402
from tests.torch.users import BATCH, EXAMPLES, NAMES, build, clean, examples, learn, met  # noqa: E402

WHOLE = -(-EXAMPLES // BATCH)  # batches of an epoch


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """Leave the generators of the process alone."""
    with kept():
        yield


def trial(seed: int = 0, recorder: Recorder | None = None) -> TorchTrial:
    return TorchTrial(Given(find("relu"), "relu", seed, None, Path()), Draws(seed), recorder or Recorder())


def test_activations_of_a_seed_share_weights_batches_and_masks_with_any_number_of_workers(tmp_path: Path) -> None:
    traces = {(name, n): met(clean(n), tmp_path, name).trace for name in NAMES for n in (0, 2)}
    one = traces["relu", 0]
    for kind, n in ((Kind.WEIGHT, 6), (Kind.BATCH, 3 * WHOLE), (Kind.MASKS, 3 * WHOLE)):
        assert len(one.of(kind)) == n
        assert len({mark.digest for mark in one.of(kind)}) == n  # each is its own
        assert all(other.of(kind) == one.of(kind) for other in traces.values())
    assert all(first_unshared(one, other) is None for other in traces.values())
    for name in NAMES:
        assert first_difference(traces[name, 0], traces[name, 2]) is None  # to the last bit of the result
        assert name == "relu" or traces[name, 0].of(Kind.TRAINED) != one.of(Kind.TRAINED)
    other = met(clean(), tmp_path, "relu", seed=1).trace
    for kind in (Kind.WEIGHT, Kind.BATCH, Kind.MASKS):
        assert not {mark.digest for mark in other.of(kind)} & {mark.digest for mark in one.of(kind)}


class Seen(nn.Dropout):
    """Dropout that keeps which numbers it let pass."""

    def __init__(self, p: float, seen: list[torch.Tensor]) -> None:
        super().__init__(p)
        self.seen = seen

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        passed = super().forward(torch.ones_like(x))
        self.seen.append(passed != 0)
        return x * passed


@pytest.mark.parametrize("extra", [False, True])
def test_the_masks_themselves_are_the_same(tmp_path: Path, extra: bool) -> None:
    seen: dict[str, list[torch.Tensor]] = {"relu": [], "gelu": []}

    def built(activation: Any) -> nn.Module:
        name = activation.activation.name
        between = nn.RReLU() if extra and name == "gelu" else nn.ReLU()  # which draws
        twice = Seen(0.5, seen[name])
        return nn.Sequential(nn.Linear(4, 8), activation(), between, twice, nn.Linear(8, 8), twice, nn.Linear(8, 2))

    traces = [met(clean(), tmp_path, name, build=built).trace for name in seen]
    assert len(seen["relu"]) == len(seen["gelu"]) >= 2 * WHOLE * 3
    assert all(map(torch.equal, seen["relu"], seen["gelu"]))
    assert len({digest(mask) for mask in seen["relu"][: 6 * WHOLE]}) == 6 * WHOLE  # the uses of one layer, too
    assert traces[0].of(Kind.MASKS) == traces[1].of(Kind.MASKS)
    assert 0.4 < torch.stack([mask.float().mean() for mask in seen["relu"]]).mean() < 0.6


@pytest.mark.parametrize("workers", [None, 0, 2])
def test_what_is_drawn_in_a_step_depends_on_no_draw_before(workers: int | None, tmp_path: Path) -> None:
    """``workers`` are a loader's; None where a run makes its own batches."""

    def drawn(extra: int) -> list[tuple[float, float, float]]:
        found = []

        def train(model: nn.Module, mine: TorchTrial) -> float:
            torch.rand(extra), np.random.rand(extra), [random.random() for _draw in range(extra)]
            steps = range(9) if workers is None else mine.loader(examples(), BATCH, workers=workers)
            for step in steps:
                if workers is None:
                    mine.step(step)
                found.append((torch.rand(1).item(), np.random.rand(), random.random()))
                torch.rand(extra), np.random.rand(extra), [random.random() for _draw in range(extra)]
            return 0.0

        met(train, tmp_path, "relu")
        return found

    assert drawn(0) == drawn(5)
    assert len(set(drawn(0))) == len(drawn(0)) >= WHOLE


@given(
    length=st.integers(1, 40),
    batch=st.integers(1, 45),
    seed=st.integers(0, 2**31),
    drop_last=st.booleans(),
    shuffle=st.booleans(),
)
def test_an_epoch_has_each_example_once(length: int, batch: int, seed: int, drop_last: bool, shuffle: bool) -> None:
    dataset = TensorDataset(torch.arange(length))

    def epochs() -> list[list[list[int]]]:
        torch.rand(random.randrange(5))  # what else is drawn changes nothing
        loader = trial(seed).loader(dataset, batch, drop_last=drop_last, shuffle=shuffle)
        found = [[one.tolist() for (one,) in loader] for _epoch in range(2)]
        assert all(len(epoch) == len(loader) for epoch in found)
        return found

    first, second = epochs()
    assert epochs() == [first, second]
    for epoch in (first, second):
        flat = [index for one in epoch for index in one]
        assert len(flat) == len(set(flat)) == (length // batch * batch if drop_last else length)
        assert all(len(one) == batch for one in epoch[:-1])
        assert shuffle or flat == list(range(len(flat)))
    if shuffle and len(first) * batch >= 12 and not drop_last and length >= 12:
        assert first != second  # but once in 12! times


def test_two_loaders_of_a_run_are_not_alike_and_go_on_counting_epochs() -> None:
    data, mine = TensorDataset(torch.arange(40)), trial()

    def order(**options: Any) -> list[int]:
        return [index for (one,) in mine.loader(data, 8, **options) for index in one.tolist()]

    orders = [order(), order(), order(purpose="other")]
    assert all(one != other for place, one in enumerate(orders) for other in orders[:place])
    assert order(shuffle=False) == list(range(40))
    mine = trial()
    order(shuffle=False)  # an evaluation shifts nothing
    assert [order(), order()] == orders[:2]


def test_a_sampler_of_ones_own_draws_the_same_in_every_run() -> None:
    data = TensorDataset(torch.arange(40))

    def orders() -> list[list[int]]:
        torch.rand(3)
        loader = trial().loader(data, 8, sampler=WeightedRandomSampler(torch.arange(40.0), 24))
        assert len(loader) == 3
        return [[index for (one,) in loader for index in one.tolist()] for _epoch in range(2)]

    first = orders()
    assert first == orders()
    assert first[0] != first[1]
    assert [len(one) for one in first] == [24, 24]


def test_workers_that_stay_subsets_and_ways_to_collate() -> None:
    data = Subset(examples(), list(range(20)))

    def batches(**options: Any) -> list[Any]:
        loader = trial().loader(data, 6, collate_fn=len, **options)
        return [list(loader), list(loader)]

    assert batches() == batches(workers=1, persistent_workers=True) == [[6, 6, 6, 2]] * 2
    staying = [list(loader) for loader in [trial().loader(data, 6, workers=1, persistent_workers=True)] * 2]
    usual = [list(loader) for loader in [trial().loader(data, 6)] * 2]
    assert digest(staying) == digest(usual)


class Noise(Dataset[torch.Tensor]):
    """Examples that are drawn, by all generators of the process."""

    def __len__(self) -> int:
        return 6

    def __getitem__(self, index: int) -> torch.Tensor:
        return torch.rand(2) + np.random.rand() + random.random()


def test_what_examples_draw_depends_on_the_batch_alone() -> None:
    def batches(workers: int, seed: int = 0) -> list[str]:
        loader, found = trial(seed).loader(Noise(), 2, workers=workers), []
        for _epoch in range(2):
            for one in loader:
                found.append(digest(one))
                torch.rand(random.randrange(1, 9)), np.random.rand(3)
        return found

    assert batches(0) == batches(0) == batches(2)
    assert len({*batches(0), *batches(0, seed=1)}) == 12


class Offset(Dataset[float]):
    """Examples to which a worker adds what it has drawn as it started."""

    def __len__(self) -> int:
        return 6

    def __getitem__(self, index: int) -> float:
        return index + OFFSETS[0]


OFFSETS = [0.0]


def offset(_worker: int) -> None:
    OFFSETS[0] = torch.rand(1).item() + np.random.rand() + random.random()


def test_what_a_worker_draws_as_it_starts_comes_from_the_seed() -> None:
    def batches(seed: int) -> list[list[float]]:
        torch.rand(random.randrange(1, 9))
        loader = trial(seed).loader(Offset(), 2, shuffle=False, workers=2, worker_init_fn=offset)
        return [one.tolist() for _epoch in range(2) for one in loader]

    found = batches(0)
    assert found == batches(0)
    offsets = {round(one[0] - 2 * (place % 3), 6) for place, one in enumerate(found)}
    assert len(offsets) == 4  # of two workers in two epochs
    assert found != batches(1)


class Endless(IterableDataset[int]):
    def __iter__(self) -> Iterator[int]:
        return iter(range(3))


def test_what_a_loader_cannot_share_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"Endless has no length and indices.*trial\.step\(n\)"):
        trial().loader(Endless(), 8)
    with pytest.raises(InvalidInput, match=r"batch: 0 is no number of examples. Try batch=32"):
        trial().loader(examples(), 0)
    with pytest.raises(InvalidInput, match=r"batch: None is no number of examples. Try batch=32"):
        trial().loader(examples())
    with pytest.raises(InvalidInput, match=r"batch_size is set by trial.loader: leave it out. It takes batch, "):
        trial().loader(examples(), batch_size=8)
    with pytest.raises(InvalidInput, match="generator is set by trial"):
        trial().loader(examples(), 8, generator=torch.Generator())


def test_evaluating_leaves_training_alone() -> None:
    mine, model = trial(), nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
    model[1].eval()  # frozen
    mine.step(3)
    torch.rand(1)
    before = State.now().digest
    with mine.evaluating(model):
        assert not any(module.training for module in model.modules())
        for inputs, _targets in mine.loader(examples(), 10, shuffle=False):
            model(inputs)
        torch.rand(1), np.random.rand(), random.random()
    assert State.now().digest == before
    assert [module.training for module in model] == [True, False, True]
    with pytest.raises(RuntimeError), mine.evaluating(model):
        model(torch.rand(5, 3))
    assert (State.now().digest, model.training) == (before, True)


def test_a_pass_after_an_evaluation_within_a_step_is_taken_down_where_it_stands(tmp_path: Path) -> None:
    def train(model: nn.Module, mine: TorchTrial) -> float:
        for inputs, _targets in mine.loader(examples(), 25):
            with mine.evaluating(model):
                list(mine.loader(examples(), 10, shuffle=False))
            model(inputs)
        return 0.0

    trace = met(train, tmp_path, "relu", limits=Limits()).trace
    assert [mark.place.name for mark in trace.of(Kind.INPUTS)] == ["train", "train"]
    assert not trace.of(Kind.DRAWS)


def test_masks_in_training_are_the_same_after_an_evaluation_within_a_step() -> None:
    def masks(evaluate: bool) -> list[torch.Tensor]:
        start("test")
        mine, model, draws = trial(), nn.Dropout(0.5), Draws(0)
        mine = TorchTrial(Given(find("relu"), "relu", 0, None, Path()), draws, Recorder())
        with watched(model, draws, Recorder()):
            mine.step(0)
            found = [model(torch.ones(64))]
            if evaluate:
                with mine.evaluating(model):
                    model.train()
                    model(torch.ones(64))
            return [*found, model(torch.ones(64))]

    assert all(map(torch.equal, masks(False), masks(True)))
    assert not torch.equal(*masks(False))


def test_weights_are_the_control_s_by_name_and_slopes_stay_an_activation_s_own(tmp_path: Path) -> None:
    models = Models(build, find("relu"))
    control, _shared = models.of(find("relu"), 3)
    model, shared = models.of(find("prelu"), 3)
    assert shared.own == ("1.alpha", "4.alpha")
    assert (shared.lacking, len(shared.shared)) == ((), 6)
    assert all(torch.equal(model.state_dict()[name], value) for name, value in control.state_dict().items())
    assert {module.alpha.item() for module in (model[1], model[4])} == {0.25}
    learnt = find("x*tanh(alpha*x); alpha=0.5 per layer")
    model, shared = Models(build, find("prelu")).of(learnt, 3)
    assert (shared.own, shared.lacking) == (("1.alpha", "4.alpha"), ("1.alpha", "4.alpha"))
    assert model[1].alpha.item() == 0.5


def test_an_extra_layer_shifts_no_weight_and_buffers_are_copied() -> None:
    def built(activation: Any) -> nn.Module:
        model = nn.Module()
        if activation.activation.name == "gelu":
            model.extra = nn.Linear(5, 5)  # draws first
        model.norm, model.last, model.activation = nn.BatchNorm1d(3), nn.Linear(3, 2), activation()
        model.norm.running_mean = torch.rand(3)
        return model

    control, _paired = Models(built, find("relu")).of(find("relu"), 0)
    model, paired = Models(built, find("relu")).of(find("gelu"), 0)
    assert paired.own == ("extra.weight", "extra.bias")[::-1]
    assert torch.equal(model.last.weight, control.last.weight)
    assert torch.equal(model.norm.running_mean, control.norm.running_mean)


def test_weights_of_other_shapes_or_modules_are_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"weight \(Linear \(2, 3\), Linear \(3, 2\)\), bias"):
        share(nn.Linear(3, 2), nn.Linear(2, 3))
    with pytest.raises(InvalidInput, match=r"1\.weight \(LayerNorm \(4,\), BatchNorm1d \(4,\)\)"):
        share(nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4)), nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)))
    with pytest.raises(InvalidInput, match="weight has no weights before the model is used"):
        share(nn.LazyLinear(3), nn.LazyLinear(3))


def test_slopes_are_not_decayed() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.PReLU(), find_module("prelu"), nn.Linear(2, 2))
    model[3].bias.requires_grad_(False)
    weights, slopes = groups(model, 0.1, lr=0.5)
    assert [id(one) for one in slopes["params"]] == [id(model[1].weight), id(model[2].alpha)]
    assert (weights["weight_decay"], slopes["weight_decay"], slopes["lr"]) == (0.1, 0.0, 0.5)
    assert [id(one) for one in weights["params"]] == [id(model[0].weight), id(model[0].bias), id(model[3].weight)]
    optimizer = torch.optim.AdamW(groups(nn.Linear(2, 2), 0.1))  # no slopes: a group all the same
    assert len(optimizer.param_groups) == 2


def find_module(name: str) -> nn.Module:
    from actlab.functions.on_torch import module

    return module(find(name))


def test_how_a_model_is_built_is_refused_where_it_does_not_have_the_activation() -> None:
    with pytest.raises(InvalidInput, match="does not have the activation"):
        Models(lambda activation: nn.Linear(2, 2), find("relu")).of(find("relu"), 0)
    with pytest.raises(InvalidInput, match=r"write activation\(\) where"):
        Models(lambda activation: activation(torch.zeros(2)), find("relu")).of(find("relu"), 0)
    with pytest.raises(InvalidInput, match="build needs 2 arguments"):
        Models(lambda activation, width: activation(), find("relu")).of(find("relu"), 0)
    with pytest.raises(InvalidInput, match="build returned float"):
        Models(lambda activation: 1.0, find("relu")).of(find("relu"), 0)

    class Net(nn.Module):
        def __init__(self, activation: Callable[..., nn.Module], width: int = 3) -> None:
            super().__init__()
            self.inner = nn.Sequential(nn.Linear(2, width), activation(width), nn.ReLU(inplace=True))

    model, _paired = Models(Net, find("relu")).of(find("x*tanh(b*x); b=1 per unit"), 0)
    assert model.inner[1].b.shape == (3,)
    assert model.inner[2].inplace is False


def test_activations_that_are_not_called_for_are_told_of() -> None:
    wrong = [
        lambda activation: nn.Sequential(nn.Linear(4, 4), activation),
        lambda activation: getattr(nn.functional, activation),
    ]
    said = r"build never called activation, and raised TypeError .*write activation"
    for one in wrong:
        with pytest.raises(InvalidInput, match=said):
            Models(one, find("relu")).of(find("relu"), 0)
    with pytest.raises(TypeError, match="unsupported operand"):  # a mistake of another kind, as Python tells it
        Models(lambda activation: activation() + 1, find("relu")).of(find("relu"), 0)


def test_what_a_model_may_be_built_with_is_no_place_of_an_activation() -> None:
    class Net(nn.Module):
        def __init__(self, width: int = 3, pretrained: bool = False) -> None:
            super().__init__()
            assert pretrained is False
            self.inner = nn.Sequential(nn.Linear(2, width), nn.ReLU(), nn.Linear(width, 2))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.inner(x)

    model, _paired = Models(Net, find("relu"), torch.ones(1, 2)).of(find("tanh"), 0)
    assert "Elementwise(tanh)" in repr(model)
    found, _paired = Models(lambda activation=nn.ReLU: nn.Sequential(activation()), find("relu")).of(find("tanh"), 0)
    assert "Elementwise(tanh)" in repr(found)


def test_weights_without_values_are_refused() -> None:
    def build(activation: Callable[..., nn.Module]) -> nn.Module:
        with torch.device("meta"):
            return nn.Sequential(nn.Linear(2, 2), activation())

    with pytest.raises(InvalidInput, match=r"0\.weight is on the meta device, where weights have no values"):
        Models(build, find("relu")).of(find("relu"), 0)


def test_checkpointed_activations_draw_the_same_masks_again() -> None:
    def gradient(again: bool) -> torch.Tensor:
        start("weights")
        model, draws, recorder = nn.Sequential(nn.Linear(6, 6), nn.Dropout(0.5), nn.Tanh()), Draws(0), Recorder()
        inputs = torch.rand(5, 6, requires_grad=True)
        with watched(model, draws, recorder):
            draws.arrive("train", 0, 0)
            recorder.fresh()
            out = checkpoint(model, inputs, use_reentrant=False) if again else model(inputs)
            out.sum().backward()
        assert len(recorder.trace.of(Kind.MASKS)) == 1  # the second time is no pass
        return model[0].weight.grad

    assert torch.equal(gradient(True), gradient(False))
    twice, draws = nn.Dropout(0.5), Draws(0)
    with watched(twice, draws, Recorder()):
        draws.arrive("train", 0, 0)
        inputs = torch.rand(3, requires_grad=True)
        out = checkpoint(lambda x: twice(twice(x)), inputs, use_reentrant=False)
        with pytest.raises(InvalidInput, match="a dropout layer is used 2 times"):
            out.sum().backward()


def test_a_watched_model_is_copied_stored_and_compiled(tmp_path: Path) -> None:
    def train(model: nn.Module, mine: TorchTrial) -> float:
        average = copy.deepcopy(model)
        restored = pickle.loads(pickle.dumps(model))
        torch.save(model, io.BytesIO())
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        compiled = torch.compile(model, backend="eager", fullgraph=True)
        for inputs, targets in mine.loader(examples(), 25):
            loss = learn(model, inputs, targets, optimizer)
            for other in (average, restored):  # neither recorded nor helped
                other(inputs)
            compiled(inputs)
        torch._dynamo.reset()
        return loss

    trace = met(train, tmp_path, "relu").trace
    assert [mark.place.step for mark in trace.of(Kind.MASKS)] == [1, 2]


def test_a_record_has_settings_and_all_marks_as_json(tmp_path: Path) -> None:
    def train(model: nn.Module, mine: TorchTrial) -> dict[str, float]:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for inputs, _targets in mine.loader(examples(), 25):
                model(inputs)
        mine.report(1, loss=0.5)
        return {"accuracy": 0.5, "loss": float("nan")}

    usual = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        result, record = run(Models(build, find("relu")), train, Given(find("elu"), "elu", 0, None, tmp_path))
    finally:
        torch.use_deterministic_algorithms(usual)
    assert set(result) == {"accuracy", "loss"}
    assert (record.settings.autocast, record.settings.deterministic) == ("bfloat16", "warn only")
    assert record.settings.threads == torch.get_num_threads()
    read = json.loads(record.json)
    assert read["settings"]["pytorch"] == torch.__version__
    assert len(read["marks"]) == len(record.trace.marks)
    assert ["batch", "train", 1, 2] in [mark[:4] for mark in read["marks"]]
    assert all(len(mark[4]) == 64 for mark in read["marks"])
    assert [mark.place.name for mark in record.trace.of(Kind.RESULT)] == ["accuracy", "loss"]


def test_only_three_epochs_are_taken_down(tmp_path: Path) -> None:
    trace = met(clean(), tmp_path, "relu").trace  # of four epochs
    assert {mark.place.epoch for mark in trace.of(Kind.BATCH)} == {1, 2, 3}
    assert len(trace.of(Kind.MASKS)) == 3 * WHOLE
    assert not trace.of(Kind.UPDATED, Kind.INPUTS)


@given(st.lists(st.floats(width=32), max_size=8), st.integers(0, 7))
def test_a_digest_is_of_bits(values: list[float], place: int) -> None:
    one = torch.tensor(values)
    assert digest(one) == digest(one.clone()) == digest(torch.stack([one, one], 1)[:, 0])
    assert digest(one) != digest(one.double())
    if place < len(values):
        bits = one.clone().view(torch.int32)
        bits[place] ^= 1
        assert digest(bits.view(torch.float32)) != digest(one)


def test_a_digest_is_of_whatever_a_batch_has() -> None:
    different: list[object] = [
        torch.zeros(2, 3),
        torch.zeros(3, 2),
        torch.zeros(6, dtype=torch.bfloat16),
        torch.zeros(6, dtype=torch.complex64),
        torch.zeros(2, 3).to_sparse(),
        torch.eye(3).to_sparse(),
        torch.zeros(0),
        np.zeros((2, 3)),
        np.zeros((2, 3), np.float32),
        [1, 2],
        [[1], 2],
        {"a": 1},
        {"a": 1.0},
        "a",
        None,
        {1, 2},
        torch.nn.utils.rnn.pack_sequence([torch.ones(2), torch.ones(1)]),
    ]
    assert len({digest(one) for one in different}) == len(different)


@pytest.mark.parametrize("kind", Kind)
def test_what_runs_of_two_activations_share(kind: Kind) -> None:
    one, other = (Trace((Mark(Place(kind, "name", 1, 2), content),)) for content in ("0a", "0b"))
    shared = kind in (Kind.WEIGHT, Kind.BATCH, Kind.MASKS, Kind.DRAWS)  # inputs are the batch of a loader here
    assert first_unshared(one, other) == (one.marks[0].place if shared else None)
    assert first_difference(one, other) == Difference(one.marks[0].place, False)
    assert first_unshared(one, one) is first_unshared(one, Trace(())) is first_difference(one, one) is None
    assert one.marks[0].place.text


def test_a_run_leaves_the_process_alone(tmp_path: Path) -> None:
    def drawn() -> tuple[str, str]:  # Python's own is drawn from by what checks types in tests
        now = State.now()
        return now.torch.digest, digest(now.numpy)

    before = drawn()
    met(clean(), tmp_path, "relu")
    assert drawn() == before


def test_traces_of_other_lengths_differ_where_one_ends(tmp_path: Path) -> None:
    trace = met(clean(), tmp_path, "relu").trace
    shorter = Trace(trace.marks[:-1])
    assert (
        first_difference(trace, shorter) == first_difference(shorter, trace) == Difference(trace.marks[-1].place, True)
    )
    assert first_unshared(trace, shorter) is None
