"""Programs that somebody might have: small ones, in Python and in shell, that report as people do."""

import sys
from pathlib import Path

TRAIN = """
import argparse, json, random, sys
parser = argparse.ArgumentParser()
for name in ("--act", "--seed", "--lr", "--out", "--log"):
    parser.add_argument(name)
given = parser.parse_args()
if given.log:
    with open(given.log, "a") as file:
        file.write(f"{given.act} {given.seed} {given.lr}\\n")
if given.act == "broken":
    raise SystemExit("there is no activation broken")
if given.act == "hangs":
    import time
    print("about to sleep", flush=True)
    time.sleep(600)
if given.act == "silent":
    raise SystemExit(0)
rate = float(given.lr or 0.1)
common = random.Random(int(given.seed)).gauss(0.8, 0.01)  # of the seed: what pairs share
own = random.Random(f"{given.act} {given.seed}").gauss(0, 0.001)
value = common + own + {"relu": 0.0, "tanh": -0.02, "elu": 0.02}.get(given.act, 0.0)
for step in (10, 20, 30):
    print(json.dumps({"step": step, "accuracy": value - 1 / step}))
if given.act == "nan":
    value = float("nan")
print("done")
print(json.dumps({"accuracy": value, "val_accuracy": value - abs(rate - 0.1), "loss": 1 - value}))
"""


def written(folder: Path, code: str = TRAIN, name: str = "train.py") -> Path:
    """Write a program into a folder."""
    path = folder / name
    path.write_text(code)
    return path


def words(path: Path, *more: str) -> list[str]:
    """Return the command of a program in Python."""
    return [sys.executable, str(path), "--act", "{activation}", "--seed", "{seed}", *more]


def of_shell(tmp_path: Path, code: str, *more: str) -> list[str]:
    """Return the command of a program in the shell, whose words are an activation and a seed."""
    return ["sh", str(written(tmp_path, code, "train.sh")), "{activation}", "{seed}", *more]


REPORT = 'echo "{\\"accuracy\\": 0.9$2}"\n'
