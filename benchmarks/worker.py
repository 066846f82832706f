"""A contestant's process: reads the name of an activation on each line, answers with seconds per network-step."""

from __future__ import annotations

import importlib
import json
import sys

from benchmarks.work import Work


def main(contestant: str, steps: int) -> None:
    """Set up, say which activations there are, then answer until the input ends."""
    module = importlib.import_module(f"benchmarks.workers.{contestant}")
    run = module.setup(Work(steps=steps))
    print(json.dumps(module.ACTIVATIONS), flush=True)
    for line in sys.stdin:
        print(json.dumps(run(line.strip())), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
