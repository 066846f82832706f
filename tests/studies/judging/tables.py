"""Small tables of results in the shapes that people have, made from the same numbers."""

from __future__ import annotations

from collections.abc import Sequence

RELU = [93.11, 93.42, 92.87, 93.3, 93.05, 93.51, 92.99, 93.25, 93.18, 93.07]
GELU = [93.54, 93.7, 93.21, 93.66, 93.4, 93.83, 93.35, 93.5, 93.61, 93.38]
DIFFERENCE = 0.343  # of their means; gelu is higher in all ten


def long(
    heading: str = "activation,seed,test_accuracy",
    row: str = "{arm},{seed},{value}",
    arms: Sequence[str] = ("relu", "gelu"),
) -> str:
    """Return a row for each arm and seed; ``place`` counts all rows."""
    rows = [
        row.format(arm=arm, seed=seed, value=value, place=10 * number + seed)
        for number, (arm, values) in enumerate(zip(arms, (RELU, GELU), strict=True))
        for seed, value in enumerate(values)
    ]
    return "\n".join([heading, *rows]) + "\n"


def wide(heading: str = "seed,relu,gelu", row: str = "{seed},{relu},{gelu}") -> str:
    """Return a row for each seed."""
    numbers = enumerate(zip(RELU, GELU, strict=True))
    return "\n".join([heading, *(row.format(seed=seed, relu=a, gelu=b) for seed, (a, b) in numbers)]) + "\n"


def epochs(heading: str = "activation,seed,epoch,test_accuracy", row: str = "{arm},{seed},{epoch},{value}") -> str:
    """Return three rows for each run, each a point better than the one before."""
    rows = [
        row.format(arm=arm, seed=seed, epoch=epoch, value=round(value - 3 + epoch, 2), loss=[9, 1, 5][epoch - 1])
        for arm, values in (("relu", RELU), ("gelu", GELU))
        for seed, value in enumerate(values)
        for epoch in (1, 2, 3)
    ]
    return "\n".join([heading, *rows]) + "\n"
