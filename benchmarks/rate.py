"""The machine's best float32 rate: a 2048-cube product by NumPy, PyTorch and JAX, one process per core at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

SIZE, SECONDS = 2048, 3.0
LIBRARIES = ("numpy", "torch", "jax")
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}


def best_rate() -> dict[str, float]:
    """Return each library's rate in GFLOP/s, all cores together."""
    return {library: sum(_on_every_core(library)) for library in LIBRARIES}


def _on_every_core(library: str) -> list[float]:
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.rate", library, str(core)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **ONE_THREAD},
        )
        for core in sorted(os.sched_getaffinity(0))
    ]
    return [float(process.communicate()[0]) for process in processes]


def _measure(library: str) -> float:
    """Return the best of the products that fit into a few seconds."""
    product = _product(library)
    product()
    best, end = float("inf"), time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        begin = time.perf_counter()
        product()
        best = min(best, time.perf_counter() - begin)
    return 2 * SIZE**3 / best / 1e9


def _product(library: str) -> Callable[[], object]:
    import numpy as np

    a = np.random.default_rng(0).normal(size=(SIZE, SIZE)).astype(np.float32)
    if library == "numpy":
        return lambda: a @ a
    if library == "torch":
        import torch

        torch.set_num_threads(1)
        t = torch.from_numpy(a)
        return lambda: t @ t
    import jax

    j = jax.numpy.asarray(a)
    return lambda: jax.block_until_ready(j @ j)


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[2])})
    print(_measure(sys.argv[1]))
