"""Are the stated error rates the real ones? Simulates studies and prints the tables of docs/method.md.

    python -m benchmarks.calibration [--studies 2000]
    python -m benchmarks.calibration --training [--studies 400]

Each study goes through the verdicts of ``actlab.statistics.compare``. A limit is the rate that is promised and three
standard errors of what was counted. The second form trains real networks (``trained_studies.py``).
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from actlab.findings.answers import agreement
from actlab.findings.findings import find
from actlab.findings.results import Measure, Results, Table
from actlab.statistics.compare import Rules, improvements, p_of, weigh
from actlab.statistics.examples import examples_interval
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP, SIGNED_RANK, Inference, SignFlips
from actlab.statistics.pairs import Pairs, pairs
from actlab.statistics.permutation import sign_flip_p_of_rows
from actlab.statistics.power import both_detectable, sign_flip_detectable
from actlab.statistics.sample import Sample
from actlab.statistics.verdict import BETTER, EQUIVALENT, WORSE, decide
from benchmarks.trained_studies import train_studies

Law = Callable[[np.random.Generator, int, int], np.ndarray]  # arms and seeds -> values [1 + arms, seeds], control first
SEED = 20260101
SEEDS, COMPARISONS = (8, 16, 32), (1, 3, 9)
CHANCE = 0.1  # what a failed network counts as
CLAIMS = (BETTER, WORSE)


class Row(NamedTuple):
    """What was counted, and the promise that it is held against; None where nothing is promised."""

    what: str
    rate: float
    promise: float | None = None


def normal(g: np.random.Generator, m: int, n: int) -> np.ndarray:
    """Return normal values of one spread."""
    return g.normal(size=(1 + m, n))


def heteroscedastic(g: np.random.Generator, m: int, n: int) -> np.ndarray:
    """Return normal values whose spread is another one for each arm and seed."""
    spread = np.geomspace(1, 4, 1 + m)[:, None] * g.choice([1.0, 3.0], (1, n))
    return np.asarray(normal(g, m, n) * spread)


def t3(g: np.random.Generator, m: int, n: int) -> np.ndarray:
    """Return values with heavy tails."""
    return g.standard_t(3, (1 + m, n))


def discrete(g: np.random.Generator, m: int, n: int) -> np.ndarray:
    """Return accuracies on 400 examples."""
    return g.binomial(400, 0.95, (1 + m, n)) / 400


def ties(g: np.random.Generator, m: int, n: int) -> np.ndarray:
    """Return whole numbers, of which many are equal."""
    return np.round(0.7 * g.normal(size=(1 + m, n)))


def failing(g: np.random.Generator, m: int, n: int) -> np.ndarray:
    """Return accuracies of networks of which one in twenty fails, in all arms."""
    values = g.normal(0.97, 0.003, (1 + m, n))
    return np.where(g.random(values.shape) < 0.05, np.nan, values)


def skewed(quantile: Callable[[np.ndarray], np.ndarray], shared: float) -> Law:
    """Return values whose differences from a control of zeros have a law; normal scores share this much variance."""

    def law(g: np.random.Generator, m: int, n: int) -> np.ndarray:
        scores = shared**0.5 * g.normal(size=(1, n)) + (1 - shared) ** 0.5 * g.normal(size=(m, n))
        return np.concatenate([np.zeros((1, n)), quantile(scores)])

    return law


def _exponential(scores: np.ndarray) -> np.ndarray:
    return np.asarray(-np.log(ndtr(-scores)) - 1)


def _log_normal(scores: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(scores) - np.exp(0.5))


SYMMETRIC: dict[str, Law] = {
    "normal": normal,
    "heteroscedastic": heteroscedastic,
    "t3": t3,
    "discrete": discrete,
    "ties": ties,
    "5 % failures everywhere": failing,
}
SKEWED: dict[str, tuple[Law, float | None]] = {
    "exponential": (skewed(_exponential, 0.0), 0.065),
    "exponential, half shared": (skewed(_exponential, 0.5), 0.065),
    "log-normal": (skewed(_log_normal, 0.0), None),
}

LAWS: dict[str, tuple[Law, float | None]] = {name: (law, 0.05) for name, law in SYMMETRIC.items()} | SKEWED


def study(values: np.ndarray, *, known: bool = True) -> list[Pairs]:
    """Return the pairs of each arm with the control, which is the first row."""
    control, *arms = values.tolist()
    level = CHANCE if known else float(np.nanmin(values))
    return [pairs(arm, control, level, known=known) for arm in arms]


def p_values(studies: Sequence[Sequence[Pairs]], rules: Rules) -> list[list[float | None]]:
    """Return the p values of each study, computed for all studies at once."""
    samples = [improvements(one, rules) for family in studies for one in family]
    found = iter(p_of(samples, rules.way))
    return [[next(found) for _one in family] for family in studies]


def verdicts(
    studies: Sequence[Sequence[Pairs]], rules: Rules, p: Sequence[Sequence[float | None]] | None = None
) -> list[list[str]]:
    """Return the verdicts of each study, as ``compare`` gives them."""
    found = []
    for family, own in zip(studies, p or p_values(studies, rules), strict=True):
        evidence = weigh(family, [improvements(one, rules) for one in family], own, rules)
        found.append([decide(one, rules.alpha) for one in evidence])
    return found


def share(found: Iterable[Sequence[str]], *claims: str) -> float:
    """Return the share of studies in which any verdict is among the claims."""
    return float(np.mean([any(verdict in claims for verdict in family) for family in found]))


def claimed(law: Law, n: int, m: int, studies: int, *, way: Inference = SIGN_FLIP) -> float:
    """Return the share of studies of equal arms in which any is called better or worse."""
    g = np.random.default_rng(SEED)
    return share(verdicts([study(law(g, m, n)) for _study in range(studies)], Rules(way=way)), *CLAIMS)


def equal_arms(studies: int) -> Iterator[Row]:
    """Yield how often equal arms are called different, cells side by side on all cores."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # of each process
    cells = [(name, n) for name in LAWS for n in SEEDS]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for rows in pool.map(_cell, *zip(*cells, strict=True), [studies] * len(cells)):
            yield from rows


def _cell(name: str, n: int, studies: int) -> list[Row]:
    """Return the rows of a law and a number of seeds; the studies of few arms are those of many with some left out."""
    law, promise = LAWS[name]
    g = np.random.default_rng([SEED, list(LAWS).index(name), n])
    drawn = [study(law(g, max(COMPARISONS), n)) for _study in range(studies)]
    p, rows = p_values(drawn, Rules()), []
    for m in COMPARISONS:
        found = verdicts([family[:m] for family in drawn], Rules(), [own[:m] for own in p])
        rows.append(Row(f"{name}, n {n}, m {m}", share(found, *CLAIMS), promise))
    return rows


def failures_of_one_arm(studies: int) -> Iterator[Row]:
    """Yield how often an arm is called better that is so by 0.3 points, but for the networks that fail."""
    for q, n, promise in ((0.1, 16, 0.20), (0.2, 16, 0.03), (0.2, 32, 0.03)):
        for known in (True, False):
            g = np.random.default_rng(SEED)
            found = verdicts([study(_failing_arm(g, q, n), known=known) for _study in range(studies)], Rules())
            what = f"fails {q:g}, n {n}, level {'known' if known else 'unknown'}"
            yield Row(f"{what}: better", share(found, BETTER), promise)
            yield Row(f"{what}: worse", share(found, WORSE))


def _failing_arm(g: np.random.Generator, q: float, n: int) -> np.ndarray:
    values = g.normal([[0.970], [0.973]], 0.002, (2, n))
    values[1] = np.where(g.random(n) < q, np.nan, values[1])
    return values


def equivalence(studies: int) -> Iterator[Row]:
    """Yield how often any arm is called equivalent that lies just beyond the margin; and one that collapses unseen."""
    for way in (SIGN_FLIP, E_PROCESS):
        for n in (8, 16):
            for m in (1, 4, 9):
                g = np.random.default_rng(SEED)
                rows = [np.concatenate([np.zeros((1, n)), g.normal(0.50005, 0.3, (m, n))]) for _ in range(studies)]
                found = verdicts([study(row) for row in rows], Rules(margin=0.5, way=way))
                yield Row(f"at the margin, {way.name}, n {n}, m {m}", share(found, EQUIVALENT), 0.05)
    g = np.random.default_rng(SEED)
    rows = [np.array([g.normal(0.97, 0.001, 8), g.normal(0.97, 0.001, 8)]) for _study in range(studies)]
    fails = g.random((studies, 8)) < 0.05
    seen = [study(np.array([row[0], np.where(fail, np.nan, row[1])])) for row, fail in zip(rows, fails, strict=True)]
    yield Row("fails 1 in 20, n 8: equivalent", share(verdicts(seen, Rules(margin=0.002)), EQUIVALENT))


def two_settings(studies: int) -> Iterator[Row]:
    """Yield how often two settings with the same laws are said to matter to any arm."""
    for n in (8, 16):
        g = np.random.default_rng(SEED)
        gaps = np.array([0.0, 0.0, 0.004, 0.006])[:, None]
        found = [
            agreement(
                find(_results(g.normal(0.9, 0.005, (4, n)) + gaps)), find(_results(g.normal(0.9, 0.005, (4, n)) + gaps))
            )
            for _study in range(studies)
        ]
        yield Row(f"three arms, n {n}: the setting matters", float(np.mean([bool(a.matters) for a in found])), 0.05)
        labels = np.mean([any(case.first != case.second for case in a.cases) for a in found])
        yield Row(f"three arms, n {n}: labels differ, which is not what is said", float(labels))


def _results(values: np.ndarray) -> Results:
    arms = tuple(f"arm {place}" for place in range(len(values)))
    rows = {
        arm: {str(seed): value for seed, value in enumerate(row)}
        for arm, row in zip(arms, values.tolist(), strict=True)
    }
    return Results(Measure("accuracy", True), arms, arms[0], (Table("", rows, CHANCE),), margin=0.002)


def power(studies: int) -> Iterator[Row]:
    """Yield the power where the sign-flip test has 0.8, and where this test is said to have it."""
    for n in SEEDS:
        for m in COMPARISONS:
            alone, both = sign_flip_detectable(n, 0.05 / m), both_detectable(n, 0.05 / m)
            if alone is None or both is None:
                continue
            g = np.random.default_rng(SEED)
            draws = g.normal(size=(studies, n))
            level = 0.05 / m
            flips = np.mean(np.array(sign_flip_p_of_rows(list(draws + alone))) <= level)
            yield Row(f"n {n}, m {m}: sign-flip test alone at {alone:.2f} SD", float(flips))
            for dz in (alone, both):
                p = p_of([Sample.of(row) for row in draws + dz], SIGN_FLIP)
                what = "planned with" if dz == both else "the same for"
                yield Row(
                    f"n {n}, m {m}: {what} both tests at {dz:.2f} SD",
                    float(np.mean([x <= level for x in p if x is not None])),
                )


def looks(studies: int) -> Iterator[Row]:
    """Yield how often the e-process claims anything of equal arms at any look, after every 8 pairs to 64."""
    steps: dict[str, Callable[[np.random.Generator, tuple[int, int]], np.ndarray]] = {
        "normal": lambda g, shape: 5 * g.normal(size=shape),
        "t3": lambda g, shape: 5 * g.standard_t(3, shape),
        "one example up or down": lambda g, shape: g.choice([-1.0, 1.0], shape),
        "one example up or down, 1 in 10": lambda g, shape: g.choice([-1.0, 0, 1], shape, p=[0.05, 0.9, 0.05]),
        "one example down or two up": lambda g, shape: g.choice([-1.0, 2.0], shape, p=[2 / 3, 1 / 3]),
        "one example down or four up": lambda g, shape: g.choice([-1.0, 4.0], shape, p=[0.8, 0.2]),
        "log-normal": lambda g, shape: 5 * (g.lognormal(size=shape) - np.exp(0.5)),
    }
    told = ("one example down or four up", "log-normal")
    for name, law in steps.items():
        for m in (1, 3):
            g = np.random.default_rng(SEED)
            paths = [np.concatenate([np.zeros((1, 64)), law(g, (m, 64))]) for _study in range(studies)]
            rules, any_claim = Rules(way=E_PROCESS, step=1.0), np.zeros(studies, bool)
            for n in range(8, 65, 8):
                found = verdicts([study(path[:, :n]) for path in paths], rules)
                any_claim |= [any(verdict in CLAIMS for verdict in family) for family in found]
            yield Row(f"{name}, m {m}", float(np.mean(any_claim)), None if name in told else 0.05)


def over_datasets(studies: int) -> Iterator[Row]:
    """Yield how often signed ranks over data sets call equal arms different; and comparisons within data sets."""
    for name in ("normal", "heteroscedastic", "ties"):
        for n in (8, 14, 30):
            for m in (1, 3):
                yield Row(
                    f"{name}, {n} data sets, m {m}", claimed(SYMMETRIC[name], n, m, studies, way=SIGNED_RANK), 0.05
                )
    for datasets in (7, 14):
        yield Row(f"within {datasets} data sets, 12 seeds, 1 arm", claimed(_unrelated, 12, datasets, studies), 0.05)


def _unrelated(g: np.random.Generator, m: int, n: int) -> np.ndarray:
    return np.concatenate([np.zeros((1, n)), g.normal(size=(m, n))])


def folds(studies: int) -> Iterator[Row]:
    """Yield how often folds, which share training data, give a claim: taken for what they are, and for seeds."""
    for k, n in ((10, 10), (5, 25)):

        def law(g: np.random.Generator, m: int, n: int, k: int = k) -> np.ndarray:
            common = (1 / k) ** 0.5 * g.normal(size=(m, 1)) + (1 - 1 / k) ** 0.5 * g.normal(size=(m, n))
            return np.concatenate([np.zeros((1, n)), common])

        yield Row(f"{n} results of {k} folds", claimed(law, n, 1, studies, way=SignFlips(k)), 0.05)
        yield Row(f"{n} results of {k} folds, taken for seeds", claimed(law, n, 1, studies))


def coverage(studies: int) -> Iterator[Row]:
    """Yield how often the 95 % intervals miss the truth."""
    for name, law in {
        "normal": normal,
        "t3": t3,
        "exponential": SKEWED["exponential"][0],
        "log-normal": SKEWED["log-normal"][0],
    }.items():
        for n in (5, 8, 16, 32):
            g = np.random.default_rng(SEED)
            ends = [
                SIGN_FLIP.interval(improvements(study(law(g, 1, n))[0], Rules()), 0.05) for _study in range(studies)
            ]
            outside = [not low <= 0 <= high for low, high in (end for end in ends if end)]
            yield Row(f"over seeds, {name}, n {n}", float(np.mean(outside)), 0.05 if name in ("normal", "t3") else None)
    for of_seeds, of_examples in ((0.05, 0.5), (0.2, 0.1), (0.0, 1.0)):
        missed = _missed_over_examples(of_seeds, of_examples, max(1, studies // 4))
        yield Row(f"over examples and seeds, SD of seeds {of_seeds}, of examples {of_examples}", missed)


def _missed_over_examples(
    of_seeds: float, of_examples: float, studies: int, seeds: int = 8, examples: int = 400
) -> float:
    """Return how often the interval misses the difference of two probabilities to be right, by a probit model."""
    g, missed = np.random.default_rng(SEED), 0
    truth = ndtr(2.05 / (3.5 + of_seeds**2 + of_examples**2) ** 0.5) - ndtr(2 / 3.5**0.5)
    for _study in range(studies):
        easy = 2 + 1.5 * g.normal(size=(1, examples))
        noise = 0.5**0.5 * g.normal(size=(2, seeds, examples))
        noise *= (3.5 - 2.25) ** 0.5 / 0.5**0.5
        own = 0.05 + of_examples * g.normal(size=(1, examples)) + of_seeds * g.normal(size=(seeds, 1))
        interval = examples_interval(easy + own + noise[0] > 0, easy + noise[1] > 0)
        missed += not (interval and interval[0] <= truth <= interval[1])
    return missed / studies


TABLES: dict[str, Callable[[int], Iterator[Row]]] = {
    "Equal arms, any called better or worse": equal_arms,
    "An arm 0.3 points better of which networks fail, the control's never": failures_of_one_arm,
    "False equivalence": equivalence,
    "Two settings with the same laws": two_settings,
    "Power under normal differences": power,
    "Seeds until decided, any claim at any look": looks,
    "Several data sets": over_datasets,
    "Folds": folds,
    "Intervals that miss the truth": coverage,
}


def simulate(studies: int) -> None:
    """Print the tables of the simulations."""
    for title, rows in TABLES.items():
        print(f"\n| {title} ({studies} studies) | rate | limit | |\n|---|---|---|---|", flush=True)
        for what, rate, promise in rows(studies):
            limit = None if promise is None else promise + 3 * (promise * (1 - promise) / studies) ** 0.5
            held = "" if limit is None else ("held" if rate <= limit else "**not held**")
            print(f"| {what} | {rate:.4f} | {'' if limit is None else f'{limit:.4f}'} | {held} |", flush=True)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int)
    parser.add_argument("--training", action="store_true")
    options = parser.parse_args()
    if options.training:
        train_studies(options.studies or 400)
    else:
        simulate(options.studies or 2000)


if __name__ == "__main__":
    main()
