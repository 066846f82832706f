"""Are the stated error rates the real ones? Simulates studies and prints the tables of docs/method.md.

    python benchmarks/calibration.py [--studies 4000]
    python benchmarks/calibration.py --training [--studies 400]

The second form trains real networks: four arms of one activation, each with seeds of its own.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable

import numpy as np

from actlab.statistics.correction import holm
from actlab.statistics.paired import estimate
from actlab.statistics.permutation import sign_flip_p_of_rows
from actlab.statistics.power import sign_flip_detectable
from actlab.statistics.sequential import log_e_value
from actlab.statistics.verdict import BETTER, EQUIVALENT, WORSE, compare_with_control

Law = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]
ALPHA, SEED = 0.05, 20260101
SEEDS, COMPARISONS = (8, 16, 32), (1, 3, 9)


def _symmetrised_log_normal(generator: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return generator.choice([-1.0, 1.0], shape) * generator.lognormal(size=shape)


LAWS: dict[str, Law] = {
    "normal": lambda g, shape: g.normal(size=shape),
    "t3": lambda g, shape: g.standard_t(3, shape),
    "discrete": lambda g, shape: np.round(2 * g.normal(size=shape)),
    "symmetrised log-normal": _symmetrised_log_normal,
    "skewed: log-normal, centred": lambda g, shape: g.lognormal(size=shape) - np.exp(0.5),
}


def differences(law: Law, generator: np.random.Generator, m: int, n: int) -> np.ndarray:
    """Return differences [m, n] that share the control: half of each variance where the law allows it."""
    return law(generator, (m, n)) if m == 1 else law(generator, (m, n)) - law(generator, (1, n))


def family_wise_error(law: Law, n: int, m: int, studies: int, *, shared: bool) -> float:
    """Return the share of studies of equal arms in which any comparison claims a difference."""
    generator = np.random.default_rng(SEED)
    tables = [differences(law, generator, m, n) if shared else law(generator, (m, n)) for _study in range(studies)]
    p = np.reshape(_p_values(np.concatenate(tables)), (studies, m))
    return float(np.mean([min(holm(row)) <= ALPHA for row in p]))


def _p_values(rows: np.ndarray) -> np.ndarray:
    parts = np.array_split(rows, max(1, len(rows) // 1000))
    return np.concatenate([sign_flip_p_of_rows(part) for part in parts])


def coverage(law: Law, n: int, draws: int) -> float:
    """Return how often the 95 % t interval holds the mean."""
    found = [estimate(row) for row in law(np.random.default_rng(SEED), (draws, n))]
    return float(np.mean([one.low <= 0 <= one.high for one in found]))  # type: ignore[operator]


def peeking(law: Law, studies: int, most: int = 100) -> float:
    """Return how often the e-process claims a difference of equal arms at any of the looks after each seed."""
    paths = law(np.random.default_rng(SEED), (studies, most))
    return float(np.mean([any(log_e_value(path[:n]) >= np.log(20) for n in range(2, most + 1)) for path in paths]))


def power(n: int, m: int, studies: int) -> float:
    """Return the power at n pairs against the difference for which n pairs are planned, at alpha / m."""
    dz = sign_flip_detectable(n, ALPHA / m)
    draws = np.random.default_rng(SEED).normal(dz or 0.0, 1, (studies, n))
    return float(np.mean(_p_values(draws) <= ALPHA / m))


def false_equivalence(m: int, studies: int, n: int = 16) -> float:
    """Return the share of studies that call any arm equivalent that lies exactly at the margin."""
    generator, wrong = np.random.default_rng(SEED), 0
    for _study in range(studies):
        table = generator.normal(0.5, 0.3, (m, n))
        pairs = {str(arm): (row.tolist(), [0.0] * n) for arm, row in enumerate(table)}
        found = compare_with_control(pairs, "control", margin=0.5)
        wrong += any(one.verdict == EQUIVALENT for one in found)
    return wrong / studies


def show(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print a table in Markdown."""
    heading = list(heading)
    print("\n| " + " | ".join(heading) + " |\n|" + "---|" * len(heading))
    for row in rows:
        print("| " + " | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row) + " |")


def simulate(studies: int) -> None:
    """Print the tables of the simulations."""
    limit = ALPHA + 3 * (ALPHA * (1 - ALPHA) / studies) ** 0.5
    print(f"Family-wise error of {studies} studies each; at most {limit:.4f} is 5 % + 3 standard errors.")
    rows = []
    for name, law in LAWS.items():
        # differences of two skewed values are symmetric: the plain skew is put on the differences themselves
        shared = not name.startswith(("skewed", "symmetrised"))
        for n in SEEDS:
            rows.append([name, n, *(family_wise_error(law, n, m, studies, shared=shared) for m in COMPARISONS)])
    show(["differences", "seeds", *(f"m = {m}" for m in COMPARISONS)], rows)
    laws = ("normal", "t3", "skewed: log-normal, centred")
    show(
        ["coverage of the 95 % interval", *(f"n = {n}" for n in (3, 5, 10, 30))],
        [[name, *(coverage(LAWS[name], n, 5 * studies) for n in (3, 5, 10, 30))] for name in laws],
    )
    show(
        ["e-process, a look after every seed to 100", "claims"],
        [[name, peeking(LAWS[name], studies // 2)] for name in laws],
    )
    show(
        ["power at the planned number", *(f"n = {n}" for n in (10, 12, 16, 24, 32))],
        [[f"m = {m}", *(power(n, m, studies) for n in (10, 12, 16, 24, 32))] for m in COMPARISONS],
    )
    show(
        ["arms exactly at the margin, any called equivalent", *(f"m = {m}" for m in COMPARISONS)],
        [["normal", *(false_equivalence(m, studies // 8) for m in COMPARISONS)]],
    )


def train_studies(studies: int) -> None:
    """Print how often real networks of equal arms give a claim, and how often half the step size is found."""
    from actlab.data.datasets import load
    from actlab.training.population import choose_devices, train

    from actlab.functions.find import find as activation
    from actlab.networks.network import network
    from actlab.training.member import Member, Recipe

    arms, seeds, pairs = 4, 8, 16
    recipe = Recipe(
        data=load("digits"), network=network("mlp(16)"), initialisation="matched", optimizer="sgd", batch=32,
        steps=100, evaluate_every=100, curve_examples=100,
    )  # fmt: skip
    relu = activation("relu")
    count = max(arms * seeds, pairs) * studies
    members = [Member(relu, 0.1, seed) for seed in range(count)]
    members += [Member(relu, 0.05, seed) for seed in range(pairs * studies)]
    begin = time.perf_counter()
    score = {
        (event.result.member.learning_rate, event.result.member.seed): event.result.test.metric
        for event in train(recipe, members, choose_devices())
        if event.ended and event.result.test
    }
    seconds = time.perf_counter() - begin
    claimed, found = 0, 0
    for study in range(studies):
        first = arms * seeds * study
        own = [[score[0.1, first + seeds * arm + seed] for seed in range(seeds)] for arm in range(arms)]
        equal = compare_with_control({str(arm): (own[arm], own[0]) for arm in range(1, arms)}, "0")
        claimed += any(one.verdict in (BETTER, WORSE) for one in equal)
        mine = range(pairs * study, pairs * (study + 1))
        half = ([score[0.05, seed] for seed in mine], [score[0.1, seed] for seed in mine])
        found += compare_with_control({"half the step": half}, "relu")[0].verdict == WORSE
    again = train(recipe, [Member(relu, 0.1, seed) for seed in range(seeds)], choose_devices())
    second = {
        event.result.member.seed: event.result.test.metric for event in again if event.ended and event.result.test
    }
    copy = ([second[seed] for seed in range(seeds)], [score[0.1, seed] for seed in range(seeds)])
    found_copy = compare_with_control({"copy": copy}, "relu")[0]
    print(f"{len(members)} networks in {seconds:.0f} s, {1000 * seconds / len(members):.1f} ms each")
    print(f"equal arms, private seeds: better or worse claimed in {claimed} of {studies}")
    print(f"half the step size, {pairs} seeds: worse in {found} of {studies}")
    print(f"a copy with the same seeds: {found_copy.verdict}, {found_copy.notes}")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=4000)
    parser.add_argument("--training", action="store_true")
    options = parser.parse_args()
    (train_studies if options.training else simulate)(options.studies)


if __name__ == "__main__":
    main()
