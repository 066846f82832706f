"""What an activation costs: nanoseconds per element, forwards and backwards, all interleaved in one run."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from actlab.functions import engine
from actlab.functions.record import Activation

ELEMENTS = 64 * 1024  # a batch of the tutorial's network: 64 examples of 512 + 512 units
REPEATS = 10  # calls per reading, so that a reading is long beside the clock and the dispatch
ROUNDS = 60
SPREAD = (5.0, 95.0)  # percentiles of the rounds
DTYPES = ("float32", "bfloat16")
PASSES = ("forward", "backward")


class Reading(NamedTuple):
    """A median over the rounds with its 5th and 95th percentile."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Cost:
    """One activation in one dtype and pass: nanoseconds per element, and the ratio to the control, round by round."""

    activation: str
    dtype: str
    which: str
    nanoseconds: Reading
    ratio: Reading


def measure(
    activations: Mapping[str, Activation],
    control: str,
    dtypes: Sequence[str] = DTYPES,
    rounds: int = ROUNDS,
) -> list[Cost]:
    """Time every activation, by its name, in every round, so that a busy machine slows all alike.

    The control is the name of one of them.
    """
    engine.require()
    calls = {
        (name, dtype, which): _call(activation, dtype, which)
        for dtype in dtypes
        for which in PASSES
        for name, activation in activations.items()
    }
    seconds = {key: np.empty(rounds) for key in calls}
    order = list(calls)
    shuffle = np.random.Generator(np.random.PCG64(0)).permutation
    for place in range(rounds):
        for key in (order[i] for i in shuffle(len(order))):
            seconds[key][place] = read_seconds(calls[key])
    return [_cost(*key, seconds, control) for key in order]


def read_seconds(call: Callable[[], jax.Array]) -> float:
    """Return the seconds of one call, from REPEATS of them in a row."""
    begin = time.perf_counter()
    for _repeat in range(REPEATS):
        result = call()
    result.block_until_ready()
    return (time.perf_counter() - begin) / REPEATS


def reading(values: np.ndarray) -> Reading:
    """Return the median and the percentiles of SPREAD.

    >>> reading(np.arange(101.0))
    Reading(median=50.0, low=5.0, high=95.0)
    """
    low, median, high = np.percentile(values, [SPREAD[0], 50.0, SPREAD[1]])
    return Reading(float(median), float(low), float(high))


def _call(activation: Activation, dtype: str, which: str) -> Callable[[], jax.Array]:
    """Compile a pass over ELEMENTS normal numbers and return the call of it."""
    x = jnp.asarray(np.random.Generator(np.random.PCG64(0)).standard_normal(ELEMENTS), dtype)

    def backward(x: jax.Array, incoming: jax.Array) -> jax.Array:
        return jnp.asarray(jax.vjp(activation.function, x)[1](incoming)[0])

    function, arguments = (activation.function, (x,)) if which == "forward" else (backward, (x, x))
    compiled = jax.jit(function).lower(*arguments).compile()
    compiled(*arguments).block_until_ready()
    return lambda: compiled(*arguments)


def _cost(name: str, dtype: str, which: str, seconds: dict[tuple[str, str, str], np.ndarray], control: str) -> Cost:
    own, base = seconds[name, dtype, which], seconds[control, dtype, which]
    return Cost(name, dtype, which, reading(own * 1e9 / ELEMENTS), reading(own / base))
