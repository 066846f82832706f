"""Are the stated error rates the real ones? Simulates studies and prints the tables of docs/method.md.

    python benchmarks/calibration.py [--studies 4000]
    python benchmarks/calibration.py --training [--studies 400]

The second form trains real networks: four arms of one activation, each with seeds of its own.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from actlab.data.sources import load
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.statistics.correction import holm
from actlab.statistics.paired import estimate
from actlab.statistics.permutation import sign_flip_p_of_rows
from actlab.statistics.power import sign_flip_detectable
from actlab.statistics.sequential import log_e_value
from actlab.statistics.verdict import BETTER, EQUIVALENT, WORSE, compare_with_control
from actlab.training.devices import choose_devices
from actlab.training.executors.threads import Threads
from actlab.training.recipe import Recipe
from actlab.training.trainer import Member

Law = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]
Scores = Mapping[tuple[float, int], float]  # learning rate and seed -> test accuracy
ALPHA, SEED = 0.05, 20260101
SEEDS, COMPARISONS = (8, 16, 32), (1, 3, 9)
ARMS, ARM_SEEDS, PAIRS = 4, 8, 16  # of the studies that are trained
FULL, HALF = 0.1, 0.05  # their learning rates


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
    relu = find("relu")
    members = [Member(relu, FULL, seed) for seed in range(max(ARMS * ARM_SEEDS, PAIRS) * studies)]
    members += [Member(relu, HALF, seed) for seed in range(PAIRS * studies)]
    begin = time.perf_counter()
    scores = trained(members)
    seconds = time.perf_counter() - begin
    copies = trained([Member(relu, FULL, seed) for seed in range(ARM_SEEDS)])
    copy = (row(copies, FULL, range(ARM_SEEDS)), row(scores, FULL, range(ARM_SEEDS)))
    found = compare_with_control({"copy": copy}, "relu")[0]
    print(f"{len(members)} networks in {seconds:.0f} s, {1000 * seconds / len(members):.1f} ms each")
    claimed = sum(claims_between_equal_arms(scores, study) for study in range(studies))
    print(f"equal arms, private seeds: better or worse claimed in {claimed} of {studies}")
    halves = sum(finds_half_the_step(scores, study) for study in range(studies))
    print(f"half the step size, {PAIRS} seeds: worse in {halves} of {studies}")
    print(f"a copy with the same seeds: {found.verdict}, {found.notes}")


def trained(members: Sequence[Member]) -> Scores:
    """Train networks and return the test accuracy of those that finish."""
    recipe = Recipe(
        data=load("digits"), network=network("mlp(16)"), initialisation="matched", optimizer="sgd", batch=32,
        steps=100, evaluate_every=100, curve_examples=100,
    )  # fmt: skip
    metric = recipe.judged.name
    return {
        (event.member.learning_rate, event.member.seed): event.trial.test[metric]
        for event in Threads(choose_devices()).run(recipe, members)
        if event.trial and event.trial.test
    }


def row(scores: Scores, rate: float, seeds: Iterable[int]) -> list[float]:
    """Return the scores of one arm."""
    return [scores[rate, seed] for seed in seeds]


def claims_between_equal_arms(scores: Scores, study: int) -> bool:
    """Return whether a study of equal arms, each with seeds of its own, claims any difference."""
    first = ARMS * ARM_SEEDS * study
    starts = range(first, first + ARMS * ARM_SEEDS, ARM_SEEDS)
    control, *others = (row(scores, FULL, range(start, start + ARM_SEEDS)) for start in starts)
    found = compare_with_control({str(arm): (own, control) for arm, own in enumerate(others, start=1)}, "0")
    return any(one.verdict in (BETTER, WORSE) for one in found)


def finds_half_the_step(scores: Scores, study: int) -> bool:
    """Return whether a study finds half the step size worse."""
    seeds = range(PAIRS * study, PAIRS * (study + 1))
    pair = (row(scores, HALF, seeds), row(scores, FULL, seeds))
    return compare_with_control({"half the step": pair}, "relu")[0].verdict == WORSE


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=4000)
    parser.add_argument("--training", action="store_true")
    options = parser.parse_args()
    (train_studies if options.training else simulate)(options.studies)


if __name__ == "__main__":
    main()
