"""A contestant's process: reads the name of an activation on each line, and answers what its training took.

python -m benchmarks.worker torch 512-512 FOLDER 0,1 300 [--core 0]
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.work import WORKS, Task


def main() -> None:
    """Set up, say which activations there are, then answer until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contestant")
    parser.add_argument("work", choices=WORKS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("seeds", type=lambda text: tuple(map(int, text.split(","))))
    parser.add_argument("steps", type=int)
    parser.add_argument("--core", type=int, help="the one core that it may use")
    asked = parser.parse_args()
    if asked.core is not None:
        os.sched_setaffinity(0, {asked.core})
    module = importlib.import_module(f"benchmarks.workers.{asked.contestant}")
    run = module.setup(Task(replace(WORKS[asked.work], steps=asked.steps), asked.folder, asked.seeds))
    print(json.dumps(module.ACTIVATIONS), flush=True)
    for line in sys.stdin:
        print(json.dumps(run(line.strip())), flush=True)


if __name__ == "__main__":
    main()
