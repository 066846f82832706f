"""What two arms share in every network, to the last bit, and what no network owes to its neighbours or to its loop."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab.data.dataset import Dataset, Split, Splits
from actlab.data.sources import load
from actlab.data.tasks import SEQUENCE
from actlab.functions.find import find
from actlab.networks.network import NETWORKS, network
from actlab.studies.stores.rows import same
from actlab.training import batches
from actlab.training.augment import AUGMENTATIONS
from actlab.training.executors.threads import Threads
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.member import Program, State
from actlab.training.observer import Observer
from actlab.training.passing import Training
from actlab.training.probes import PROBES
from actlab.training.recipe import Recipe
from actlab.training.replay import Replay
from actlab.training.trainer import Member
from actlab.training.trial import Trial
from tests.hasty import OPTIONS

SEED = 3


def tokens() -> Dataset:
    text = np.random.Generator(np.random.PCG64(5)).integers(0, 7, (200, 6)).astype(np.int32)
    parts = [Split(text[part, :-1], text[part, 1:]) for part in (slice(0, 120), slice(120, 150), slice(150, 200))]
    return Dataset("tokens", "tokens", "", SEQUENCE, 1.0, Splits(*parts), vocabulary=7)


class Case(NamedTuple):
    """A network, its data, its sites, and an optimiser that remembers."""

    spec: str
    sites: tuple[str, ...]
    data: Callable[[], Dataset] = lambda: load("digits")
    optimizer: str = "momentum"


CASES = [
    Case("mlp(12,8)", ("1", "2")),
    Case("mlp(64,64,norm=batch,dropout=0.2,residual=true)", ("1", "2")),
    Case("mlp(12,8,norm=layer)", ("1", "2"), optimizer="adam"),
    Case("cnn(3,4,norm=batch,dropout=0.2)", ("1", "2")),
    Case("resnet(8)", ("0", "1.1a", "1.1b", "2.1a", "2.1b", "3.1a", "3.1b")),
    Case("transformer(layers=2,width=8,heads=2,dropout=0.2)", ("1", "2"), tokens),
]
every = pytest.mark.parametrize("case", CASES, ids=lambda case: case.spec)


def recipe(case: Case, **changes: object) -> Recipe:
    chosen: dict = {"initialisation": "lecun", "optimizer": case.optimizer, "batch": 16}
    chosen |= {"steps": 12, "evaluate_every": 5}
    return Recipe(case.data(), network(case.spec), curve_examples=50, **chosen | changes)


def digest(arrays: Mapping[str, object]) -> str:
    found = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        found.update(name.encode() + np.asarray(array).tobytes())
    return found.hexdigest()


def after(one: Recipe, name: str, steps: int) -> tuple[Program, State]:
    """Return a program and its state after some steps, taken by its own batches."""
    trainer = JaxTrainer(dataclasses.replace(one, evaluate_every=steps), jax.devices()[0])
    course = trainer.start(Member(find(name), 0.01, SEED))
    while course.steps < steps:
        trainer.advance(course, lambda: False)
    assert course.state
    return Program(one, find(name)), course.state


def drawn(program: Program, state: State) -> dict[str, object]:
    """Return what a step draws: its masks as its own pass makes them of ones, and the changed images of its batch."""
    rows = program.recipe.rows(SEED)[int(state.running["draws"][1])] if program.draws else []
    images = jnp.asarray(program.recipe.data.splits.train.inputs)[np.asarray(rows, np.int32)]
    found: dict[str, object] = {"images": program.augmented(state, images)}
    at = Training(lambda site, z: z, state.running)
    if program.network.drawing:
        found |= {site: at.dropped(site, 0.2, jnp.ones((16, 8), jnp.float32)) for site in program.sites}
    return found


@every
def test_weights_batches_masks_and_images_of_two_arms_are_the_same(case: Case) -> None:
    augment = tuple(AUGMENTATIONS) if case.data().image else ()
    one = recipe(case, augment=augment)
    arms = [after(one, name, steps=4) for name in ("relu", "tanh")]
    starts = [program.start(SEED) for program, _state in arms]
    assert digest(starts[0].weights) == digest(starts[1].weights)
    assert batches.digest(one.rows(SEED)) == batches.digest(recipe(case).rows(SEED))
    assert digest(arms[0][1].weights) != digest(arms[1][1].weights)
    for states in (starts, [state for _program, state in arms]):
        found = [drawn(program, state) for (program, _state), state in zip(arms, states, strict=True)]
        assert digest(found[0]) == digest(found[1])
    if arms[0][0].draws:
        assert digest(drawn(*arms[0])) != digest(drawn(arms[0][0], starts[0]))
        assert digest(drawn(*arms[0])) != digest(drawn(arms[0][0], arms[0][0].start(SEED + 1)))


@pytest.mark.usefixtures("hasty")
def test_a_gated_arm_shares_what_has_the_same_shape() -> None:
    one = recipe(CASES[-1])
    plain, gated = (after(one, name, steps=2) for name in ("silu", "glu(silu)"))
    assert digest(drawn(*plain)) == digest(drawn(*gated))
    starts = [program.start(SEED).weights for program, _state in (plain, gated)]
    for name in ("tokens", "places", "1/query/weight", "1/joined/weight"):
        np.testing.assert_array_equal(starts[0][name], starts[1][name])
    sizes = [sum(np.size(array) for array in weights.values()) for weights in starts]
    assert sizes[1] == pytest.approx(sizes[0], rel=0.03)


def trained(one: Recipe, names: tuple[str, ...], devices: int = 1) -> dict[str, Trial]:
    members = [Member(find(name), 0.01, SEED) for name in names]
    events = Threads(jax.devices()[:devices]).run(one, members)
    return {str(event.member.activation): event.trial for event in events if event.trial}


@every
def test_neighbours_change_no_bit(case: Case) -> None:
    augment = ("flip", "crop") if case.data().image else ()
    one = recipe(case, augment=augment)
    arms = ("tanh", "glu(tanh)") if one.network.gated else ("tanh", "relu")
    beside = trained(one, arms, devices=2)
    for name in arms:
        (alone,) = trained(one, (name,)).values()
        assert alone.test
        assert same(alone, beside[name])


@every
def test_probes_name_every_site_and_change_no_bit(case: Case) -> None:
    augment = ("flip", "crop") if case.data().image else ()  # as above, so that one program is compiled
    (probed,) = trained(recipe(case, augment=augment, probes=tuple(PROBES)), ("tanh",)).values()
    (plain,) = trained(recipe(case, augment=augment), ("tanh",)).values()
    program = Program(recipe(case), find("tanh"))
    assert tuple(program.sites) == case.sites
    assert [weight.feeds for weight in program.declared.values() if weight.feeds] == list(case.sites)
    seen: list[tuple[str, tuple[int, ...]]] = []
    program.outputs(
        program.start(0), jnp.asarray(case.data().splits.test.inputs[:4]), lambda s, z: seen.append((s, z.shape))
    )
    assert seen == [(site, (4, *shape)) for site, shape in program.sites.items()]
    for point in probed.curve[:-1]:
        assert {name: len(values) for name, values in (point.probes or {}).items()} == dict.fromkeys(PROBES, len(seen))
    assert [point.scores for point in plain.curve] == [point.scores for point in probed.curve]


def test_every_network_is_there() -> None:
    assert {case.spec.partition("(")[0] for case in CASES} == set(NETWORKS)


def test_a_channel_is_dead_where_it_answers_nowhere() -> None:
    one = recipe(CASES[3], probes=("dead",))
    program = Program(one, find("relu"))
    state = program.start(SEED)
    shift = jnp.array([-100.0, 0.0, -100.0], jnp.float32)  # which turns two of the three channels off
    state = state._replace(weights={**state.weights, "1/shift": shift})
    entered: dict[str, jax.Array] = {}
    split = one.data.splits.test.first(50)
    data = jnp.asarray(split.inputs), jnp.asarray(split.targets)
    program.outputs(state, data[0], entered.__setitem__)
    _outputs, seen = Observer(program).outputs(state, data[0])
    dead = [float(np.mean(np.asarray(z).max(axis=(0, 1, 2)) <= 0)) for z in entered.values()]
    np.testing.assert_allclose(seen["dead"], dead)
    assert dead[0] == pytest.approx(2 / 3)


@every
def test_a_loop_within_a_program_gives_what_steps_apart_give(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    found, augment = [], ("flip", "crop") if case.data().image else ()
    for apart in (False, True):
        monkeypatch.setattr(JaxTrainer, "_slow_together", lambda self, program, apart=apart: apart)
        (trial,) = trained(recipe(case, augment=augment, optimizer="momentum"), ("tanh",)).values()
        found.append([point.scores["loss"] for point in trial.curve])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-5)


@pytest.mark.parametrize("case", [CASES[1], CASES[3]], ids=lambda case: case.spec)
def test_a_step_under_full_view_is_the_step(case: Case) -> None:
    """Not a pass of the evaluation, which drops nothing and standardises by what it remembers."""
    augment = ("flip", "crop") if case.spec.startswith("cnn") else ()
    program, state = after(recipe(case, augment=augment), "tanh", steps=2)
    split, rows = program.recipe.data.splits.train, program.recipe.rows(SEED)[2]
    data = jnp.asarray(split.inputs), jnp.asarray(split.targets)
    seen = jax.jit(Replay(program).step, compiler_options=OPTIONS)(state, np.float32(0.01), rows, *data)
    loss = jnp.mean(program.task.loss(seen.outputs, data[1][rows]))
    assert float(loss) == pytest.approx(float(seen.loss), rel=1e-6)
    plain = jnp.mean(program.task.loss(program.outputs(state, data[0][rows]), data[1][rows]))
    assert abs(float(plain) - float(seen.loss)) > 1e-3


def test_probes_look_at_a_network_whose_derivatives_are_asked_for() -> None:
    case = Case("mlp(8,6,dropout=0.1)", ("1", "2"), lambda: load("poisson"))
    (plain,) = trained(recipe(case), ("tanh",)).values()
    (probed,) = trained(recipe(case, probes=tuple(PROBES)), ("tanh",)).values()
    assert {len(values) for values in (probed.curve[0].probes or {}).values()} == {2}
    assert [point.scores for point in plain.curve] == [point.scores for point in probed.curve]
    program, state = after(recipe(case), "tanh", steps=2)
    rows, data = program.recipe.rows(SEED)[2], tuple(map(jnp.asarray, program.recipe.data.splits.train))
    seen = jax.jit(Replay(program).step, compiler_options=OPTIONS)(state, np.float32(0.01), rows, *data)
    assert float(jnp.mean(program.task.loss(seen.outputs, data[1][rows]))) == pytest.approx(float(seen.loss), rel=1e-5)


def test_what_numbers_mean_is_part_of_a_recipe() -> None:
    one = recipe(CASES[3])
    flat = dataclasses.replace(one, data=dataclasses.replace(one.data, image=(4, 16, 1)))
    assert flat.data.digest == one.data.digest
    assert flat.digest != one.digest
    text = recipe(CASES[5])
    more = dataclasses.replace(text, data=dataclasses.replace(text.data, vocabulary=8))
    assert more.digest != text.digest
