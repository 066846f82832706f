"""Where in a module's forward a call stands: by the frames of Python between the two."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn

CALL = nn.Module._call_impl.__code__  # in whose frame a module's forward runs
OURS = str(Path(__file__).parent.parent)
COMPILER = str(Path(torch.__file__).with_name("_dynamo"))
SKIPPED = (OURS, CALL.co_filename, COMPILER)  # frames that come and go with who looks and with what is compiled


class Standing(NamedTuple):
    """The module in whose forward a call stands, the frames from there inwards, and the line for people."""

    module: nn.Module | None
    frames: tuple[tuple[str, str, int, int], ...]
    line: int


def stand(known: Callable[[nn.Module], bool]) -> Standing:
    """Return where the call stands that is being made, in the innermost of the known modules."""
    frame, frames, line, module = sys._getframe(1), [], 0, None
    while frame is not None:
        code = frame.f_code
        if code is CALL:
            module = frame.f_locals["self"]
            if known(module):
                break
        elif not code.co_filename.startswith(SKIPPED):
            file = Path(code.co_filename)
            frames.append((file.name, code.co_qualname, code.co_firstlineno, frame.f_lasti))
            if not line and "torch" not in file.parts[:-1]:
                line = frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]
    return Standing(module, tuple(reversed(frames)), line)
