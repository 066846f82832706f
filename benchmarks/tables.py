"""The numbers of a race as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from benchmarks.work import FLOP, LEAD

TITLES = {
    "actlab": "actlab",
    "jax": "plain JAX, one network after another",
    "torch": "PyTorch, eager, torch.optim.SGD",
    "keras": "Keras fit on TensorFlow",
    "sklearn": "scikit-learn MLPClassifier",
}


def markdown(found: dict[str, Any]) -> str:
    """Return all tables."""
    parts = [_surroundings(found), _race(found), _by_activation(found), _rate(found), _additions(found), _first(found)]
    return "\n\n".join(parts)


def _surroundings(found: dict[str, Any]) -> str:
    around = found["surroundings"]
    versions = ", ".join(f"{name} {number}" for name, number in around["versions"].items())
    return (
        f"{around['date']}, {around['processor']}, {around['cores']} cores, load before {around['load_before']:.2f}; "
        f"{around['steps_per_turn']} steps a turn, {1 + max(r['round'] for r in found['race'])} rounds.\n{versions}."
    )


def _race(found: dict[str, Any]) -> str:
    """Each contestant over the activations it has; ratios are round by round on the same activation."""
    rows = []
    for name, title in TITLES.items():
        records = [record for record in found["race"] if record["contestant"] == name]
        times = [record["ms"] for record in records]
        ratios = [record["ms"] / _ours(found, record) for record in records]
        steps = found["surroundings"]["steps_per_turn"] + (LEAD if name == "actlab" else 0)
        turn = steps * median(times) / 1e3
        first = sum({r["activation"]: r["first_s"] for r in records}.values())
        count = len({record["activation"] for record in records})
        if name == "actlab":
            turn *= found["surroundings"]["cores"]  # its turn trains one network per core
        rows.append([title, *_spread(times), _ratio(ratios), f"{max(0.0, first - count * turn):.1f}"])
    return _table(["", "ms per network-step", "min", "max", "ratio to actlab", "first turns beyond training, s"], rows)


def _by_activation(found: dict[str, Any]) -> str:
    names = list(dict.fromkeys(record["activation"] for record in found["race"]))
    rows = []
    for name, title in TITLES.items():
        times = {a: [r["ms"] for r in found["race"] if (r["contestant"], r["activation"]) == (name, a)] for a in names}
        rows.append([title, *(f"{median(times[a]):.2f}" if times[a] else "-" for a in names)])
    return _table(["median ms per network-step", *names], rows)


def _rate(found: dict[str, Any]) -> str:
    times = [record["ms"] for record in found["race"] if record["contestant"] == "actlab"]
    best = max(found["rate_gflops"].values())
    ours = FLOP / median(times) / 1e6
    rates = ", ".join(f"{name} {rate:.0f}" for name, rate in found["rate_gflops"].items())
    return (
        f"Best float32 rate of this machine (2048-cube product, one process per core), GFLOP/s: {rates}. "
        f"actlab's {ours:.0f} GFLOP/s are {ours / best:.2f} of the best."
    )


def _additions(found: dict[str, Any]) -> str:
    rows = [
        [
            part["part"],
            f"{part['seconds']:.2f}",
            f"{part['low']:.2f}",
            f"{part['high']:.2f}",
            f"{100 * part['share']:.1f} %",
        ]
        for part in found["additions"]
    ]
    return _table(["default job, 2 seeds of 1,000 steps", "s", "min", "max", "of training"], rows)


def _first(found: dict[str, Any]) -> str:
    times = found["first_number_s"]
    return _table(
        ["from typing to the first number", "s", "min", "max"],
        [["`actlab compare --quick`", f"{median(times):.1f}", f"{min(times):.1f}", f"{max(times):.1f}"]],
    )


def _ours(found: dict[str, Any], record: dict[str, Any]) -> float:
    same = ("activation", "round")
    (ours,) = (
        other["ms"]
        for other in found["race"]
        if other["contestant"] == "actlab" and all(other[key] == record[key] for key in same)
    )
    return float(ours)


def _spread(values: Sequence[float]) -> list[str]:
    return [f"{median(values):.2f}", f"{min(values):.2f}", f"{max(values):.2f}"]


def _ratio(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)
