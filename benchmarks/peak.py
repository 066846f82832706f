"""Peak memory of whole commands: many waiting seeds beside few, and the default job.

python -m benchmarks.peak [--seeds 1000] [--json FILE]
The default job is run for a tenth of its steps: what it holds is data, networks and programs, whatever the steps.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

FEW, STEPS = 8, 500
FLAT, MOST = 1.2, 1.5e9  # times; bytes


@dataclass(frozen=True)
class Peak:
    """A command, the most bytes that its process held, and its seconds."""

    command: str
    peak: int
    seconds: float


def peak(*words: str) -> Peak:
    """Run ``actlab compare`` with some words to its end.

    Raises SystemExit where it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "actlab", "compare", *words],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _process, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    said = f"actlab compare {' '.join(words)}"
    if process.returncode:
        raise SystemExit(f"`{said}` ended with {process.returncode}")
    return Peak(said, 1024 * usage.ru_maxrss, seconds)


def markdown(few: Peak, many: Peak, default: Peak) -> str:
    """Return the table, and whether memory is as flat and as small as it should be."""
    lines = ["| | peak, MB | s |", "| --- | --- | --- |"]
    lines += [f"| `{one.command}` | {one.peak / 1e6:.0f} | {one.seconds:.1f} |" for one in (few, many, default)]
    ratio = many.peak / few.peak
    flat = f"Many seeds to few: {ratio:.2f} ({'' if ratio < FLAT else '**not** '}below {FLAT})."
    small = (
        f"The default job: {default.peak / 1e9:.2f} GB ({'' if default.peak < MOST else '**not** '}below {MOST / 1e9})."
    )
    return "\n".join(lines) + f"\n\n{flat} {small}"


def main() -> None:
    """Measure, print Markdown, and keep the numbers where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--json", type=Path, help="keep all numbers in this file")
    asked = parser.parse_args()
    quick = ("relu", "elu", "--quick", "--seeds")
    found = peak(*quick, str(FEW)), peak(*quick, str(asked.seeds)), peak("--steps", str(STEPS))
    print(markdown(*found))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n")


if __name__ == "__main__":
    main()
