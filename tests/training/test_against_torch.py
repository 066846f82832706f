"""Every network's steps, running state and evaluation against PyTorch in double precision, layer by layer of its own.

From the program's own initial weights, batches and dropout masks; nothing else is shared.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab.data.dataset import Dataset, Split, Splits
from actlab.data.sources import load
from actlab.data.tasks import CLASSIFICATION, REGRESSION, SEQUENCE
from actlab.functions.arms import arms
from actlab.networks.network import NETWORKS, network
from actlab.training.member import Program, State
from actlab.training.passing import Training
from actlab.training.recipe import Recipe
from actlab.training.steps import single

torch = pytest.importorskip("torch")
F = torch.nn.functional
Arrays = dict  # name -> tensor

STEPS, SEED, CLOSE = 20, 3, 1e-4
ACTIVATIONS = {
    "tanh": torch.tanh,
    "silu": F.silu,
    "gelu": F.gelu,
    "sigmoid": torch.sigmoid,
    "identity": lambda z: z,
}


class Around(NamedTuple):
    """What a forward pass is given: weights and running state by name, the activation, masks, whether it trains."""

    w: Arrays
    running: Arrays
    f: Callable
    masks: Arrays
    training: bool

    def dropped(self, name: str, x: object) -> object:
        return x * self.masks[name] if self.training and name in self.masks else x

    def batch_norm(self, name: str, z: object) -> object:
        """Channels last; the running state is moved on in place."""
        kept = self.running[f"{name}/mean"], self.running[f"{name}/variance"]
        moved = torch.movedim(z, -1, 1)
        scale, shift = self.w[f"{name}/scale"], self.w[f"{name}/shift"]
        found = F.batch_norm(moved, *kept, scale, shift, training=self.training, momentum=0.1, eps=1e-5)
        return torch.movedim(found, 1, -1)

    def layer_norm(self, name: str, z: object) -> object:
        return F.layer_norm(z, z.shape[-1:], self.w[f"{name}/scale"], self.w[f"{name}/shift"], eps=1e-5)

    def normed(self, norm: str, name: str, z: object) -> object:
        return {"": lambda *_given: z, "batch": self.batch_norm, "layer": self.layer_norm}[norm](name, z)

    def linear(self, name: str, x: object) -> object:
        return F.linear(x, self.w[f"{name}/weight"].T, self.w[f"{name}/bias"])

    def conv(self, name: str, x: object, stride: int = 1) -> object:
        kernel = self.w[f"{name}/weight"].permute(3, 2, 0, 1)
        found = F.conv2d(x.permute(0, 3, 1, 2), kernel, self.w.get(f"{name}/bias"), stride=stride, padding=1)
        return found.permute(0, 2, 3, 1)


def mlp(at: Around, x: object, layers: int, norm: str = "", residual: bool = False, gated: bool = False) -> object:
    x = x.flatten(1)
    for site in map(str, range(1, layers + 1)):
        after = at.f(at.normed(norm, site, at.linear(site, x)))
        after = after * at.linear(f"{site}/gate", x) if gated else after
        after = at.dropped(site, after)
        x = after + x if residual and after.shape == x.shape else after
    return at.linear("output", x)


def cnn(at: Around, x: object, layers: int, norm: str = "") -> object:
    x = x.reshape(len(x), 8, 8, 1)
    for site in map(str, range(1, layers + 1)):
        x = at.f(at.normed(norm, site, at.conv(site, x)))
        x = at.dropped(site, F.max_pool2d(x.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1))
    return at.linear("output", x.flatten(1))


def resnet(at: Around, x: object) -> object:
    """Depth 8: one block a stage."""
    x = at.f(at.batch_norm("0", at.conv("0", x.reshape(len(x), 8, 8, 1))))
    for stage, width in enumerate((16, 32, 64), start=1):
        stride = 1 if stage == 1 else 2
        skip = F.pad(x[:, ::stride, ::stride], (0, width - x.shape[-1]))
        z = at.f(at.batch_norm(f"{stage}.1a", at.conv(f"{stage}.1a", x, stride)))
        x = at.f(at.batch_norm(f"{stage}.1b", at.conv(f"{stage}.1b", z)) + skip)
    return at.linear("output", x.mean(dim=(1, 2)))


def transformer(
    at: Around, x: object, everywhere: bool, gated: bool = False, layers: int = 2, heads: int = 2
) -> object:
    x = at.w["tokens"][x] if everywhere else at.linear("tokens", x)
    x = x + at.w["places"]
    for block in map(str, range(1, layers + 1)):
        z = at.layer_norm(f"{block}/attention", x)
        parts = [
            at.linear(f"{block}/{part}", z).unflatten(-1, (heads, -1)).transpose(1, 2)
            for part in ("query", "key", "value")
        ]
        seen = F.scaled_dot_product_attention(*parts, is_causal=everywhere).transpose(1, 2).flatten(2)
        x = x + at.dropped(f"{block}/attention", at.linear(f"{block}/joined", seen))
        z = at.layer_norm(f"{block}/hidden", x)
        hidden = at.f(at.linear(f"{block}/in", z))
        hidden = hidden * at.linear(f"{block}/gate", z) if gated else hidden
        x = x + at.dropped(f"{block}/hidden", at.linear(f"{block}/out", hidden))
    x = at.layer_norm("last", x)
    return at.linear("output", x if everywhere else x.mean(dim=1))


def _data(name: str, task: object, inputs: np.ndarray, targets: np.ndarray, **more: int) -> Dataset:
    parts = [Split(inputs[part], targets[part]) for part in (slice(0, 120), slice(120, 150), slice(150, 200))]
    return Dataset(name, name, "", task, 1.0, Splits(*parts), **more)


def tokens() -> Dataset:
    text = np.random.Generator(np.random.PCG64(5)).integers(0, 7, (200, 6)).astype(np.int32)
    text[:, 3:] = (text[:, :3] + 1) % 7
    return _data("tokens", SEQUENCE, text[:, :-1], text[:, 1:], vocabulary=7)


def signals() -> Dataset:
    draw = np.random.Generator(np.random.PCG64(6))
    inputs = draw.normal(size=(200, 5, 3)).astype(np.float32)
    return _data("signals", CLASSIFICATION, inputs, (inputs.sum(axis=(1, 2)) > 0).astype(np.int32))


class Case(NamedTuple):
    """A network, where it is trained, and the same by hand."""

    spec: str
    by_hand: Callable
    activation: str = "tanh"
    data: Callable[[], Dataset] = lambda: load("digits")
    optimizer: str = "sgd"
    rate: float = 0.05
    masks: float = 0.0


CASES = (
    {
        "mlp": Case("mlp(24,16)", lambda at, x: mlp(at, x, 2)),
        "mlp by adam": Case("mlp(24,16)", lambda at, x: mlp(at, x, 2), optimizer="adam", rate=0.003),
        "mlp, batch": Case("mlp(24,16,norm=batch)", lambda at, x: mlp(at, x, 2, "batch"), "gelu"),
        "mlp, layer": Case("mlp(24,16,norm=layer)", lambda at, x: mlp(at, x, 2, "layer"), "silu"),
        "mlp, dropout": Case("mlp(24,16,dropout=0.25)", lambda at, x: mlp(at, x, 2), masks=0.25),
        "mlp, residual": Case("mlp(16,16,16,residual=true)", lambda at, x: mlp(at, x, 3, residual=True)),
        "mlp, all": Case(
            "mlp(64,64,norm=batch,dropout=0.1,residual=true)",
            lambda at, x: mlp(at, x, 2, "batch", residual=True),
            "gelu",
            masks=0.1,
        ),
        "cnn": Case("cnn(4,6)", lambda at, x: cnn(at, x, 2)),
        "cnn by adam": Case("cnn(4,6)", lambda at, x: cnn(at, x, 2), "gelu", optimizer="adam", rate=0.003),
        "cnn, batch": Case("cnn(4,6,norm=batch)", lambda at, x: cnn(at, x, 2, "batch"), "gelu"),
        "cnn, layer": Case("cnn(4,6,norm=layer)", lambda at, x: cnn(at, x, 2, "layer"), "silu"),
        "cnn, dropout": Case("cnn(4,6,norm=batch,dropout=0.2)", lambda at, x: cnn(at, x, 2, "batch"), masks=0.2),
        "resnet": Case("resnet(8)", resnet, "silu"),
        "transformer on tokens": Case(
            "transformer(layers=2,width=8,heads=2)", lambda at, x: transformer(at, x, True), "gelu", tokens
        ),
        "transformer on numbers": Case(
            "transformer(layers=2,width=8,heads=2)", lambda at, x: transformer(at, x, False), "silu", signals
        ),
        "transformer, dropout": Case(
            "transformer(layers=2,width=8,heads=2,dropout=0.1)",
            lambda at, x: transformer(at, x, True),
            "gelu",
            tokens,
            masks=0.1,
        ),
    }
    | {
        f"{kind} of glu({name})": case._replace(activation=f"glu({name})")
        for name in ("silu", "gelu", "sigmoid", "identity")
        for kind, case in {
            "mlp": Case("mlp(24,16)", lambda at, x: mlp(at, x, 2, gated=True)),
            "mlp, batch,": Case("mlp(24,16,norm=batch)", lambda at, x: mlp(at, x, 2, "batch", gated=True)),
            "transformer": Case(
                "transformer(layers=2,width=8,heads=2)", lambda at, x: transformer(at, x, True, gated=True), data=tokens
            ),
        }.items()
    }
    | {
        f"{case.spec} of {case.activation}": case
        for case in (
            Case("mlp(24,16)", lambda at, x: mlp(at, x, 2), "layers(tanh, gelu)"),
            Case("mlp(24,16)", lambda at, x: mlp(at, x, 2), "layers(gelu, tanh)"),
            Case("mlp(24,16)", lambda at, x: mlp(at, x, 2, gated=True), "layers(glu(silu), glu(identity))"),
            Case(
                "mlp(16,16,16,norm=batch,dropout=0.1,residual=true)",
                lambda at, x: mlp(at, x, 3, "batch", residual=True),
                "layers(sigmoid, silu, tanh)",
                masks=0.1,
            ),
            Case("cnn(4,6)", lambda at, x: cnn(at, x, 2), "layers(silu, sigmoid)"),
            Case("cnn(4,6,norm=batch)", lambda at, x: cnn(at, x, 2, "batch"), "layers(tanh, gelu)"),
            Case("resnet(8)", resnet, "layers(tanh, silu, gelu, sigmoid, silu, tanh, gelu)"),
            Case(
                "transformer(layers=2,width=8,heads=2)",
                lambda at, x: transformer(at, x, True),
                "layers(gelu, tanh)",
                tokens,
            ),
        )
    }
)


def prepared(case: Case) -> tuple[Recipe, Program]:
    recipe = Recipe(case.data(), network(case.spec), "matched", case.optimizer, 32, STEPS, STEPS, 50)
    return recipe, Program(recipe, arms([case.activation])[0].activation)


def in_turn(words: str) -> Callable:
    """Return what is called site by site: an activation, or each of ``layers(...)`` in its turn, as the sites come."""
    names = [name.strip().removeprefix("glu(").removesuffix(")") for name in words.removeprefix("layers(").split(",")]
    if not words.startswith("layers("):
        return ACTIVATIONS[names[0]]
    turns = iter([ACTIVATIONS[name.removesuffix(")")] for name in names])
    return lambda z: next(turns)(z)


def by_actlab(recipe: Recipe, program: Program, rate: float) -> tuple[list[State], list[float]]:
    """Return the state before each step and after the last, and the losses."""
    state, losses = program.start(SEED), []
    states = [state]
    step, data = jax.jit(partial(single, program)), tuple(map(jnp.asarray, recipe.data.splits.train))
    for rows in recipe.rows(SEED):
        state, loss = step(state, np.float32(rate), rows, *data)
        states.append(state)
        losses.append(float(loss))
    return states, losses


def masks_of(case: Case, state: State, shapes: Arrays) -> Arrays:
    """Return the masks of a step, as its own pass makes them of ones."""
    at = Training(lambda site, z: z, state.running)
    return {
        name: torch.tensor(np.asarray(at.dropped(name, case.masks, jnp.ones(shape, jnp.float32)), np.float64))
        for name, shape in shapes.items()
    }


def shapes_of_masks(case: Case, program: Program, n: int) -> Arrays:
    if not case.masks:
        return {}
    if case.spec.startswith("transformer"):
        return {f"{block}/{part}": (n, 5, 8) for block in "12" for part in ("attention", "hidden")}
    halved = case.spec.startswith("cnn")
    return {
        site: (n, shape[0] // 2, shape[1] // 2, shape[2]) if halved else (n, *shape)
        for site, shape in program.sites.items()
    }


def as_tensors(arrays: dict) -> Arrays:
    return {name: torch.tensor(np.asarray(array, np.float64)) for name, array in arrays.items() if name != "draws"}


def loss_of(outputs: object, targets: np.ndarray) -> object:
    return F.cross_entropy(outputs.flatten(0, -2), torch.tensor(targets.astype(np.int64)).flatten())


def inputs_of(recipe: Recipe, inputs: np.ndarray) -> object:
    if recipe.data.vocabulary:
        return torch.tensor(inputs.astype(np.int64))
    return torch.tensor(inputs.astype(np.float64) / recipe.data.unit)


@pytest.mark.parametrize("name", CASES)
def test_twenty_steps_and_an_evaluation_agree(name: str) -> None:
    case = CASES[name]
    recipe, program = prepared(case)
    states, losses = by_actlab(recipe, program, case.rate)
    weights = {name: array.requires_grad_() for name, array in as_tensors(states[0].weights).items()}
    running = as_tensors(states[0].running)
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[case.optimizer]
    optimizer = kind(list(weights.values()), lr=case.rate)
    split, expected = recipe.data.splits.train, []
    shapes = shapes_of_masks(case, program, recipe.batch)
    for state, rows in zip(states, recipe.rows(SEED), strict=False):
        at = Around(weights, running, in_turn(case.activation), masks_of(case, state, shapes), training=True)
        loss = loss_of(case.by_hand(at, inputs_of(recipe, split.inputs[rows])), split.targets[rows])
        expected.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    np.testing.assert_allclose(losses, expected, rtol=CLOSE)
    assert abs(expected[0] - expected[-1]) > 1e-3
    end = states[-1]
    for name, known in {**weights, **running}.items():
        known = known.detach().numpy()
        found = np.asarray({**end.weights, **end.running}[name])
        # what a normalisation undoes, the bias before it, moves by rounding alone
        assert np.linalg.norm(found - known) <= CLOSE * max(np.linalg.norm(known), 0.01), name
    test = recipe.data.splits.test
    at = Around(weights, running, in_turn(case.activation), {}, training=False)
    outputs = case.by_hand(at, inputs_of(recipe, test.inputs)).detach().numpy()
    np.testing.assert_allclose(program.outputs(end, jnp.asarray(test.inputs)), outputs, rtol=1e-3, atol=1e-3)


def test_every_network_and_every_option_is_there() -> None:
    words = " ".join(case.spec for case in CASES.values())
    for option in (*(f"{name}(" for name in NETWORKS), "norm=batch", "norm=layer", "dropout=", "residual=true"):
        assert option in words


def test_fans_are_those_of_torch() -> None:
    form = load("digits").form
    for spec in ("mlp(24,16)", "cnn(4,6)", "resnet(8)"):
        for name, weight in network(spec).parameters(form).items():
            if len(weight.shape) > 1:
                turned = torch.zeros(weight.shape).permute(*reversed(range(len(weight.shape))))
                found = torch.nn.init._calculate_fan_in_and_fan_out(turned)
                assert found == (weight.fan_in, weight.fan_out), (spec, name)


def test_a_mask_drops_as_many_as_it_says() -> None:
    case = CASES["mlp, dropout"]
    recipe, program = prepared(case)
    (mask,) = masks_of(case, program.start(0), {"1": (4000, 24)}).values()
    assert set(np.unique(mask)) == {0.0, np.float32(1 / 0.75)}
    assert float((mask == 0).double().mean()) == pytest.approx(0.25, abs=0.005)  # 3.5 standard errors
    assert dataclasses.replace(recipe, steps=1).rows(0).shape == (1, 32)


def test_an_activation_at_the_output_and_learnt_parameters_of_each_layer_agree() -> None:
    draw = np.random.Generator(np.random.PCG64(8))
    inputs = draw.normal(size=(200, 3)).astype(np.float32)
    targets = np.tanh(inputs @ np.array([0.5, -1.0, 0.25], np.float32))
    words = (
        "layers(a*tanh(b*x); a=0.5 per unit, b=1.5, x*sigmoid(b*x); b=0.5 per layer, output=c*tanh(x); c=2 per unit)"
    )
    data = _data("numbers", REGRESSION, inputs, targets)
    recipe = Recipe(data, network("mlp(8,6)"), "matched", "sgd", 32, STEPS, STEPS, 50)
    program = Program(recipe, arms([words])[0].activation)
    states, losses = by_actlab(recipe, program, 0.1)
    w = {name: array.requires_grad_() for name, array in as_tensors(states[0].weights).items()}
    assert {name: (tuple(one.shape), one.detach().flatten()[0].item()) for name, one in w.items() if "." in name} == {
        "1.a": ((8,), 0.5),
        "2.b": ((), 0.5),
        "output.c": ((1,), 2.0),
    }
    at, optimizer, expected = (
        Around(w, {}, in_turn("identity"), {}, True),
        torch.optim.SGD(list(w.values()), lr=0.1),
        [],
    )

    def outputs(x: np.ndarray) -> object:
        first = w["1.a"] * torch.tanh(1.5 * at.linear("1", torch.tensor(x, dtype=torch.float64)))
        z = at.linear("2", first)
        return w["output.c"] * torch.tanh(at.linear("output", z * torch.sigmoid(w["2.b"] * z)))

    for rows in recipe.rows(SEED):
        loss = ((outputs(inputs[rows])[:, 0] - torch.tensor(targets[rows], dtype=torch.float64)) ** 2).mean()
        expected.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    np.testing.assert_allclose(losses, expected, rtol=CLOSE)
    assert expected[-1] < 0.7 * expected[0]
    for name, known in w.items():
        found, known = np.asarray(states[-1].weights[name]), known.detach().numpy()
        assert np.linalg.norm(found - known) <= CLOSE * max(np.linalg.norm(known), 0.01), name
    shown = program.outputs(states[-1], jnp.asarray(inputs))
    np.testing.assert_allclose(shown, outputs(inputs).detach().numpy(), rtol=1e-3, atol=1e-4)
