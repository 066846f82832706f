"""Results made of arrays, for the tests of findings."""

import numpy as np

from actlab.findings.results import Measure, Results, Table

ACCURACY = Measure("accuracy", True)


def table(rows, dataset="", chance=0.1):
    """Return a table of arms with their values by seed; None leaves a seed out."""
    values = {arm: {str(k): v for k, v in enumerate(row) if v is not None} for arm, row in rows.items()}
    return Table(dataset, values, chance)


def results(rows, *, control="relu", chance=0.1, **more):
    """Return results of one data set."""
    return Results(ACCURACY, tuple(rows), control, (table(rows, chance=chance),), **more)


def drawn(seed=0, n=8, **shifts):
    """Return rows of arms about 0.9, shifted by so much."""
    g = np.random.default_rng(seed)
    return {arm: (0.9 + shift + g.normal(0, 0.004, n)).tolist() for arm, shift in shifts.items()}
