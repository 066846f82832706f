"""What it costs to keep many networks and to share them out: claimed, stored, merged, opened; and a task of Ray.

python -m benchmarks.scale [--networks 3000] [--all 100000]    (Ray only where it is installed)
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from actlab.studies.stores.file import FILE
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import Place
from actlab.training.trial import CurvePoint, Key, Status, Trial

POINTS = 101  # of a curve: 5,000 steps, one every 50
EXAMPLES = 10_000  # of MNIST's test data, a bit each
PLACE = Place()


def network(number: int) -> Trial:
    """Return a network of random numbers, as large as one of the default comparison."""
    draw = random.Random(number)
    curve = tuple(CurvePoint(50 * step, {"accuracy": draw.random(), "loss": draw.random()}) for step in range(POINTS))
    key = Key("a" * 64, "b" * 64, 0.1, number, "cpu x86_64", "benchmark", width=1)
    scores = {"accuracy": draw.random(), "loss": draw.random()}
    return Trial(key, Status.FINISHED, 5000, "", scores, scores, curve, 18.0, draw.randbytes(EXAMPLES // 8))


@contextmanager
def timed(what: str, of: int) -> Iterator[None]:
    begin = time.perf_counter()
    yield
    seconds = time.perf_counter() - begin
    print(f"{what:44} {seconds:8.2f} s   {1e3 * seconds / of:8.3f} ms each", flush=True)


def store(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True)
    path = folder / FILE
    trials = [network(number) for number in range(count)]
    with SqliteStore.create(path) as made:
        with timed(f"{count} networks claimed", count):
            assert all(made.claim(trial.key) for trial in trials)
        with timed(f"{count} networks stored, each on the disk", count):
            for trial in trials:
                made.put(trial, PLACE)
    print(f"{'size of the file':44} {path.stat().st_size / count / 1e3:8.2f} kB each")
    return path


def many(folder: Path, count: int) -> None:
    """Open a store of many networks in a process of its own, which says how long it took and how much memory."""
    folder.mkdir(parents=True)
    path = folder / FILE
    with SqliteStore.create(path) as made:
        made._connection.execute("PRAGMA synchronous = OFF")  # only to have it made in this minute
        made._connection.execute("BEGIN")
        for number in range(count):
            made.put(network(number), PLACE)
        made._connection.execute("COMMIT")
    subprocess.run([sys.executable, "-m", "benchmarks.scale", "--open", str(path)], check=True)


def opened(path: Path) -> None:
    begin = time.perf_counter()
    with SqliteStore.open(path) as found:
        first = time.perf_counter()
        count = sum(1 for _trial in found.trials())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{f'{count} networks opened and checked':44} {first - begin:8.2f} s")
    print(f"{f'{count} networks read':44} {time.perf_counter() - first:8.2f} s   peak {peak:.0f} MB")


def merged(folder: Path, shards: int, count: int) -> None:
    each = count // shards
    for shard in range(shards):
        path = folder / str(shard) / FILE
        path.parent.mkdir(parents=True)
        with SqliteStore.create(path) as made:
            for number in range(shard * each, (shard + 1) * each):
                made.put(network(number), PLACE)
    with SqliteStore.create(folder / FILE) as whole, timed(f"{shards} shards of {each} networks merged", count):
        for shard in range(shards):
            with SqliteStore.open(folder / str(shard) / FILE, writable=False) as part:
                whole.take_over(part)


def of_ray(tasks: int) -> None:
    """Time tasks that do nothing."""
    import ray

    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    begin = time.perf_counter()
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    print(f"{'Ray started, 2 workers':44} {time.perf_counter() - begin:8.2f} s")
    remote = ray.remote(num_cpus=1)(network)
    ray.get([remote.remote(number) for number in range(2)])
    with timed(f"{tasks} tasks of next to nothing", tasks):
        for number in range(tasks):
            ray.get(remote.remote(number))


def main() -> None:
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--networks", type=int, default=3000)
    reading.add_argument("--all", type=int, default=100_000)
    reading.add_argument("--open", type=Path)
    asked = reading.parse_args()
    if asked.open:
        opened(asked.open)
        return
    with tempfile.TemporaryDirectory() as folder:
        store(Path(folder) / "one", asked.networks)
        merged(Path(folder) / "shards", 16, asked.networks)
        many(Path(folder) / "many", asked.all)
    if importlib.util.find_spec("ray"):
        of_ray(300)


if __name__ == "__main__":
    main()
