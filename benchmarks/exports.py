"""Time of exported code, forward and backward, beside PyTorch's own module: one thread, in turn, in float32.

python -m benchmarks.exports
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from actlab.functions.export import export
from actlab.functions.exports.naming import function_name
from actlab.functions.find import find

if TYPE_CHECKING:
    import torch

OWN = {
    "relu": "ReLU",
    "elu": "ELU",
    "selu": "SELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "hard_swish": "Hardswish",
    "mish": "Mish",
}
SIZES = {10_000: 400, 1_000_000: 40}  # numbers, and rounds of each
MOST = 1.3  # times PyTorch's own time


@dataclass(frozen=True)
class Ratio:
    """Microseconds of PyTorch's own and ours, and ours over theirs, round by round: median and quartiles."""

    activation: str
    size: int
    theirs: float
    ours: float
    ratio: float
    low: float
    high: float


def measure(name: str, size: int, rounds: int) -> Ratio:
    """Return the times of one activation; each round takes both, in turn."""
    import torch

    names: dict[str, Any] = {"__name__": "exported"}
    exec(export(find(name), "torch"), names)
    ours, theirs = names[function_name(find(name))], getattr(torch.nn, OWN[name])()
    x = torch.randn(size, generator=torch.Generator().manual_seed(0)).requires_grad_()
    gradient = torch.ones(size)
    for function in (ours, theirs) * 3:
        _seconds(function, x, gradient)
    pairs = [(_seconds(theirs, x, gradient), _seconds(ours, x, gradient)) for _round in range(rounds)]
    low, ratio, high = quantiles([ours / theirs for theirs, ours in pairs], n=4)
    medians = (1e6 * quantiles(column, n=4)[1] for column in zip(*pairs, strict=True))
    return Ratio(name, size, *medians, ratio, low, high)


def _seconds(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, gradient: torch.Tensor) -> float:
    x.grad = None
    begin = time.perf_counter()
    function(x).backward(gradient)
    return time.perf_counter() - begin


def main() -> None:
    """Print a line for each activation and size."""
    import torch

    torch.set_num_threads(1)
    print(f"torch {torch.__version__}, one thread, float32, forward and backward")
    for name in OWN:
        for size, rounds in SIZES.items():
            it = measure(name, size, rounds)
            print(
                f"{name:11} {size:9,}  theirs {it.theirs:9.1f} us  ours {it.ours:9.1f} us  "
                f"ratio {it.ratio:.2f} ({it.low:.2f} to {it.high:.2f}){'' if it.ratio <= MOST else '  TOO SLOW'}"
            )


if __name__ == "__main__":
    main()
