"""Where a step's time goes: each matrix product of the tutorial's network alone, every core at work.

Run from the top folder:  python -m benchmarks.products [--rounds 60]
"""

from __future__ import annotations

import argparse
import itertools
import threading
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

import jax
import numpy as np
from jax import Array

from actlab.training.devices import choose_devices
from benchmarks.work import BATCH, WORKS

SIZES, REPEATS = WORKS["512-512"].sizes, 30


class Timed(NamedTuple):
    """A program, its two arguments, and its floating-point operations."""

    run: Callable[[Array, Array], Array]
    arguments: tuple[np.ndarray, np.ndarray]
    flop: int


def products() -> dict[str, Timed]:
    """Return every product of a step: forward, input gradient, weight gradient both ways; and the update."""
    draw = np.random.default_rng(0).standard_normal
    found = {}
    for place, (fan_in, fan_out) in enumerate(itertools.pairwise(SIZES), start=1):
        x, w, g = (draw(shape, np.float32) for shape in ((BATCH, fan_in), (fan_in, fan_out), (BATCH, fan_out)))
        flop = 2 * BATCH * fan_in * fan_out
        found[f"layer {place}, forward"] = Timed(lambda x, w: x @ w, (x, w), flop)
        if place > 1:
            found[f"layer {place}, input gradient"] = Timed(lambda g, w: g @ w.T, (g, w), flop)
        found[f"layer {place}, weight gradient, in place"] = Timed(lambda x, g: x.T @ g, (x, g), flop)
        found[f"layer {place}, weight gradient, by a copy"] = Timed(_by_a_copy, (x, g), flop)
        found[f"layer {place}, update"] = Timed(lambda w, g: w - 0.01 * g, (w, w + 1), 0)
    return found


def _by_a_copy(x: Array, g: Array) -> Array:
    copied: Array = jax.lax.optimization_barrier(x.T)  # type: ignore[no-untyped-call]
    return copied @ g


def microseconds(timed: Timed, devices: list[jax.Device], rounds: int) -> float:
    """Return the median time of one call while every device makes the same calls."""
    times: list[float] = []
    together = threading.Barrier(len(devices))

    def work(device: jax.Device) -> None:
        with jax.default_device(device):
            arguments = jax.device_put(timed.arguments, device)
            run = jax.jit(timed.run).lower(*arguments).compile()
            for _round in range(rounds):
                together.wait()
                begin = time.perf_counter()
                for _repeat in range(REPEATS):  # a device's programs run one after another
                    y = run(*arguments)
                y.block_until_ready()
                times.append((time.perf_counter() - begin) / REPEATS)

    threads = [threading.Thread(target=work, args=(device,)) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 1e6 * median(times)


def main() -> None:
    """Print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    devices = choose_devices()
    print("| | µs | GFLOP/s per core |\n| --- | --- | --- |")
    for name, timed in products().items():
        spent = microseconds(timed, devices, rounds)
        rate = f"{timed.flop / spent / 1e3:.0f}" if timed.flop else "-"
        print(f"| {name} | {spent:.0f} | {rate} |")


if __name__ == "__main__":
    main()
