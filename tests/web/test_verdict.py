"""The page's verdicts against the program's own, and its Student's t against SciPy's."""

import math

import numpy as np
import pytest
from scipy.special import stdtr, stdtrit

from actlab.statistics.compare import Contrast, Rules, compare
from actlab.statistics.correction import holm
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP
from actlab.statistics.pairs import pairs
from actlab.statistics.verdict import Comparison
from tests.web.engine import answers

LEVEL, STEP = 0.5, 0.0025
WAYS = {"sign-flip": SIGN_FLIP, "e-process": E_PROCESS}
Family = list[tuple[list[float], list[float]]]


def families() -> list[Family]:
    """Return families of all kinds: clear, close, skewed, tied, constant, empty, with failures, all failed."""
    rng = np.random.default_rng(9)
    found: list[Family] = []
    for _family in range(150):
        n, arms = int(rng.integers(0, 17)), int(rng.integers(1, 6))
        control = rng.normal(0.8, 0.02, n).round(int(rng.integers(2, 12)))
        family = []
        for _arm in range(arms):
            gap = rng.choice([0.0, 0.001, 0.01, 0.05]) * rng.choice([-1, 1])
            noise = rng.exponential(0.01, n) if rng.random() < 0.3 else rng.normal(0, rng.choice([0, 1e-4, 0.02]), n)
            arm = (control + gap + noise).round(int(rng.integers(2, 12)))
            arm[rng.random(n) < rng.choice([0, 0, 0.2, 1])] = np.nan
            family.append((arm.tolist(), control.tolist()))
        found.append(family)
    same = [0.9, 0.8, 0.7, 0.85, 0.95, 0.75, 0.65, 0.7]
    failed = [math.nan] * 8
    return [*found, [(same, same)], [(failed, same)], [(failed, failed)], [(same, failed)]]


def theirs_of(found: list[Family], margin: float, higher: bool, way: str) -> list[list[dict]]:
    def plain(values: list[float]) -> list[float | None]:
        return [None if math.isnan(one) else one for one in values]

    rules = {"margin": margin, "higherIsBetter": higher, "level": LEVEL, "alpha": 0.05, "way": way, "step": STEP}
    asked = [
        {"family": [{"arm": plain(arm), "control": plain(control)} for arm, control in family], "rules": rules}
        for family in found
    ]
    return [one["found"] for one in answers("verdict", asked)]


def near(theirs: object, ours: object) -> bool:
    if ours is None or theirs is None:
        return theirs is ours
    return bool(np.allclose(np.array(theirs, float), np.array(ours, float), rtol=1e-8, atol=1e-12))


def agree(theirs: dict, ours: Comparison) -> None:
    assert theirs["verdict"] == ours.verdict, (theirs, ours)
    assert theirs["n"] == ours.n
    assert theirs["smallest"] == ours.smallest_n
    pairs_of = {
        "difference": ours.difference,
        "interval": ours.interval,
        "simultaneous": ours.simultaneous_interval,
        "p": ours.p,
        "pHolm": ours.p_holm,
        "pEquivalence": ours.p_equivalence,
    }
    for name, value in pairs_of.items():
        assert near(theirs.get(name), value), (name, theirs.get(name), value)
    assert sum(theirs["failed"]) == ours.failures.arm + ours.failures.control


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("higher", [True, False])
@pytest.mark.parametrize("margin", [0.0, 0.005, 0.05])
def test_verdicts_are_those_of_the_program(margin: float, higher: bool, way: str) -> None:
    found = families()
    verdicts = set()
    for family, theirs in zip(found, theirs_of(found, margin, higher, way), strict=True):
        contrasts = [Contrast("arm", "control", pairs(arm, control, LEVEL)) for arm, control in family]
        ours = compare(contrasts, Rules(margin or None, higher, way=WAYS[way], step=STEP))
        for one, other in zip(theirs, ours, strict=True):
            agree(one, other)
            verdicts.add(other.verdict)
    assert verdicts == {"better", "worse", "undecided", *(["equivalent"] if margin else [])}


def test_more_pairs_than_all_sign_vectors_are_counted_of_are_refused() -> None:
    values = [0.001 * place for place in range(1, 18)]
    rules = {"margin": 0, "higherIsBetter": True, "level": LEVEL, "alpha": 0.05, "way": "sign-flip", "step": 0}
    asked = [{"family": [{"arm": values[:n], "control": [0.0] * n}], "rules": rules} for n in (16, 17)]
    most, more = answers("verdict", asked)
    assert most["found"][0]["n"] == 16
    assert more == {"refused": "at most 16 pairs"}


def test_students_t_is_scipys() -> None:
    t = [-300.0, -40.0, -8.0, -2.5, -1.0, -0.1, -1e-6, 0.0, 1e-6, 0.3, 1.96, 5.0, 12.0, 100.0]
    p = [0.5, 0.6, 0.9, 0.975, 0.995, 0.9999, 1 - 1e-9]
    freedoms = [1, 2, 3, 5, 7, 10, 15, 30, 100]
    said = answers("verdict", [{"freedom": one, "t": t, "p": p} for one in freedoms])
    for freedom, theirs in zip(freedoms, said, strict=True):
        np.testing.assert_allclose(theirs["cdf"], stdtr(freedom, t), rtol=1e-10, atol=1e-300)
        np.testing.assert_allclose(theirs["quantile"], stdtrit(freedom, p), rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(theirs["quantile"][:6], stdtrit(freedom, p[:6]), rtol=1e-10, atol=1e-12)


def test_corrections_are_holms() -> None:
    rng = np.random.default_rng(2)
    rows = [[*rng.random(m) ** 3, 0.01, 0.01] for m in range(1, 8)]
    asked = [{"values": row, "comparisons": len(row)} for row in rows]
    for row, theirs in zip(rows, answers("verdict", asked), strict=True):
        np.testing.assert_allclose(theirs["holm"], holm(row), rtol=1e-15)
        assert theirs["fewest"] == [WAYS[way].smallest(len(row), 0.05) for way in WAYS]
