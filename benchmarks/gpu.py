"""Networks side by side on a GPU: what one step of one costs, beside eager PyTorch and what the memory allows at best.

Run from the top folder:  python -m benchmarks.gpu [--rounds 7] [--steps 400] [--networks 1,10,200] [--json FILE]
The work is the default comparison's: 784-512-512-10, batches of 64, plain SGD. PyTorch is left out where it is missing.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version

import jax
import jax.numpy as jnp
import numpy as np

from actlab.data.sources import load
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.training.executors.blocks import Blocks, width_for
from actlab.training.recipe import Recipe
from actlab.training.trainer import Member
from actlab.training.trial import Status

RATE = 0.1
COPIED = 2**28  # numbers that are copied to see how fast the memory is
TOUCHED = 4  # times that a step has to touch every weight: forwards, backwards, to be read and written by the update


@dataclass(frozen=True)
class Row:
    """Microseconds per step of one network, round by round, and the seconds of a whole run with all around it."""

    who: str
    networks: int
    microseconds: tuple[float, ...]
    whole: float | None = None


def recipe(steps: int) -> Recipe:
    """Return the work: evaluated at its beginning and its end only."""
    return Recipe(
        data=load("mnist"), network=network("mlp(512,512)"), initialisation="he", optimizer="sgd", batch=64,
        steps=steps, evaluate_every=steps, curve_examples=1000, read_test=False,
    )  # fmt: skip


def side_by_side(work: Recipe, networks: int, rounds: int) -> Row:
    """Return what networks take side by side, compilation left out; seeds beyond 16 are repeated at other rates."""
    executor = Blocks(jax.devices()[:1], width_for(networks))
    relu, found = find("relu"), []
    for turn in range(rounds + 1):
        members = [Member(relu, RATE + 1e-6 * (place // 16), place % 16) for place in range(networks)]
        begin = time.perf_counter()
        trials = [event.trial for event in executor.run(work, members) if event.trial]
        whole = time.perf_counter() - begin
        assert {trial.status for trial in trials} == {Status.FINISHED}
        if turn:  # the first compiles
            found.append(1e6 * sum(trial.seconds for trial in trials) / networks / work.steps)
    return Row(f"actlab, {executor.side_by_side} side by side", networks, tuple(found), whole)


def eager(work: Recipe, rounds: int) -> Row | None:
    """Return what one network takes in eager PyTorch, data and batches on the GPU, in single precision."""
    try:
        import torch
    except ImportError:
        return None
    torch.backends.cuda.matmul.allow_tf32 = False
    device = "cuda" if torch.cuda.is_available() else "cpu"
    train = work.data.splits.train
    x = torch.tensor(np.asarray(train.inputs, np.float32) / work.data.unit, device=device)
    y = torch.tensor(np.asarray(train.targets), device=device).long()
    rows = torch.tensor(np.asarray(work.rows(0)), device=device).long()
    layers = [torch.nn.Linear(784, 512), torch.nn.ReLU(), torch.nn.Linear(512, 512), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers, torch.nn.Linear(512, 10)).to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE)

    def turn() -> None:
        for batch in rows:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(x[batch]), y[batch]).backward()
            optimizer.step()
        if device == "cuda":
            torch.cuda.synchronize()

    return Row(f"PyTorch {torch.__version__}, eager", 1, _timed(turn, work.steps, rounds))


def _timed(turn: Callable[[], object], steps: int, rounds: int) -> tuple[float, ...]:
    turn()
    found = []
    for _round in range(rounds):
        begin = time.perf_counter()
        turn()
        found.append(1e6 * (time.perf_counter() - begin) / steps)
    return tuple(found)


def floor(work: Recipe, rounds: int) -> Row:
    """Return what touching the weights takes at the speed at which this memory copies."""
    numbers = jnp.ones(COPIED, jnp.float32)
    add = jax.jit(lambda x: x + 1)
    copies = _timed(lambda: add(numbers).block_until_ready(), 1, rounds)
    weights = sum(int(np.prod(one.shape)) for one in work.network.parameters(work.data.form).values())
    return Row("memory at best", 1, tuple(seconds * TOUCHED / 2 * weights / COPIED for seconds in copies))


def markdown(rows: list[Row]) -> str:
    """Return the table: median and range, and how many times as fast as eager PyTorch."""
    usual = next((statistics.median(row.microseconds) for row in rows if "PyTorch" in row.who), None)
    lines = ["| who | networks | µs per step of one, median (range) | times PyTorch | whole run, s |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for row in rows:
        middle, low, high = statistics.median(row.microseconds), min(row.microseconds), max(row.microseconds)
        times = f"{usual / middle:.1f}" if usual else "-"
        whole = f"{row.whole:.1f}" if row.whole is not None else "-"
        lines.append(f"| {row.who} | {row.networks} | {middle:.2f} ({low:.2f} to {high:.2f}) | {times} | {whole} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--networks", default="1,10,50,200,1000")
    parser.add_argument("--json")
    asked = parser.parse_args()
    device, work = jax.devices()[0], recipe(asked.steps)
    print(f"{device.device_kind} ({device.platform}), jax {version('jax')}, Python {platform.python_version()}")
    print(f"{asked.steps} steps, {asked.rounds} rounds\n", file=sys.stderr)
    rows = [floor(work, asked.rounds)]
    rows += [row] if (row := eager(work, asked.rounds)) else []
    for networks in map(int, asked.networks.split(",")):
        rows.append(side_by_side(work, networks, asked.rounds if networks < 1000 else 3))
        print(f"{rows[-1]}", file=sys.stderr)
    print(markdown(rows))
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as file:
            json.dump([asdict(row) for row in rows], file)


if __name__ == "__main__":
    main()
