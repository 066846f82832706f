"""Two answers to one question, in two settings: whether the setting matters to any arm."""

from __future__ import annotations

from dataclasses import dataclass

from actlab.findings.comparisons import rules, way_over_seeds
from actlab.findings.findings import Findings
from actlab.findings.levels import over_seeds
from actlab.findings.results import Results
from actlab.statistics.compare import Contrast, compare
from actlab.statistics.paired import differences
from actlab.statistics.pairs import Pairs
from actlab.statistics.verdict import BETTER, WORSE, Comparison


@dataclass(frozen=True)
class Interaction:
    """An arm's verdicts in two settings, and the test whether its difference from the control is another one.

    ``test`` compares, seed by seed, arm - control in the first setting with arm - control in the second.
    """

    arm: str
    first: str
    second: str
    test: Comparison


@dataclass(frozen=True)
class Agreement:
    """The arms that both answers have; nothing is said where there are too few pairs to claim anything."""

    cases: tuple[Interaction, ...]

    @property
    def matters(self) -> tuple[str, ...]:
        """The arms whose difference from the control depends on the setting."""
        return tuple(case.arm for case in self.cases if case.test.verdict in (BETTER, WORSE))

    @property
    def silent(self) -> bool:
        """Whether there are too few pairs for any claim."""
        return all(case.test.n < case.test.smallest_n for case in self.cases)


def agreement(first: Findings, second: Findings) -> Agreement:
    """Test for each arm whether its difference from the control differs between two answers, adjusted for all arms.

    Labels are not compared: two settings of one law have different labels more often than not.
    """
    if len(first.results.tables) != 1 or len(second.results.tables) != 1:
        return Agreement(())
    arms = [one.arm for one in first.comparisons if one.arm in second.by_arm]
    family = [Contrast(arm, first.control, _interaction(first.results, second.results, arm)) for arm in arms]
    tests = compare(family, rules(first.results, way_over_seeds(first.results)))
    return Agreement(
        tuple(
            Interaction(arm, first.by_arm[arm].verdict, second.by_arm[arm].verdict, test)
            for arm, test in zip(arms, tests, strict=True)
        )
    )


def _interaction(first: Results, second: Results, arm: str) -> Pairs:
    """Return arm - control in two settings by the seeds that all four have; a failure is one of either network.

    Where nobody knows what a failure counts as, an arm's makes its setting's difference too good, a control's too bad.
    """
    tables = (first.tables[0].values, second.tables[0].values)
    seeds = [
        seed
        for seed in tables[0].get(arm, {})
        if all(seed in values.get(name, {}) for values in tables for name in (arm, first.control))
    ]
    one, two = (over_seeds(results, results.tables[0], arm, first.control, seeds) for results in (first, second))
    masks = [[a or b for a, b in zip(side.arm_failed, side.control_failed, strict=True)] for side in (one, two)]
    gaps = [tuple(differences(side.arm, side.control).tolist()) for side in (one, two)]
    complete = [not (a or b) for a, b in zip(*masks, strict=True)]
    return Pairs(
        arm=gaps[0],
        control=gaps[1],
        arm_failed=tuple(masks[0]),
        control_failed=tuple(masks[1]),
        finished=tuple((a, b) for a, b, both in zip(*gaps, complete, strict=True) if both),
        arm_flattered=one.arm_flattered or two.control_flattered,
        control_flattered=one.control_flattered or two.arm_flattered,
    )
