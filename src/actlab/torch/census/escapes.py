"""What a census cannot see into, and what runs otherwise than the code says: named, never passed over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import torch
from torch import nn

from actlab.torch.census.elementwise import FUSED, LEAVES
from actlab.torch.census.graph import Trace
from actlab.torch.census.record import ARITHMETIC, Escape, Site
from actlab.torch.census.running import MODES
from actlab.words import Text, _, joined


def closed(model: nn.Module) -> Iterator[Escape]:
    """Yield the modules that are compiled or scripted."""
    for path, module in model.named_modules():
        if type(module).__name__ == "OptimizedModule":
            yield Escape(path, _("is compiled: swap first and compile then; model._orig_mod is what was compiled"))
    for path in scripted(model):
        yield Escape(path, _("is scripted, so that no call in it can be seen: swap first and script then"))


def scripted(model: nn.Module) -> list[str]:
    """Return the paths of the outermost scripted modules."""
    found: list[str] = []
    for path, module in model.named_modules():
        inside = any(not outer or path == outer or path.startswith(f"{outer}.") for outer in found)
        if isinstance(module, torch.jit.ScriptModule) and not inside:
            found.append(path)
    return found


def idle(model: nn.Module, traces: Sequence[Trace], sites: Sequence[Site]) -> Iterator[Escape]:
    """Yield the modules that were not run, of the kinds of which others were seen to hold an activation."""
    modules = dict(model.named_modules())
    kinds = {type(modules[site.path]) for site in sites if site.role != ARITHMETIC}
    ran = {run.path for trace in traces for run in trace.runs}
    for path, module in modules.items():
        if path not in ran and type(module) in kinds:
            yield Escape(path, _("is not run on this batch, and others like it hold an activation"))


def loose(model: nn.Module, traces: Sequence[Trace]) -> Iterator[Escape]:
    """Yield the kernels with an activation that no call in Python explains, outside of scripted modules."""
    known = scripted(model)
    seen = dict.fromkeys((trace.runs[run].path, kernel) for trace in traces for run, kernel in trace.loose)
    for path, kernel in seen:
        if not any(not outer or path == outer or path.startswith(f"{outer}.") for outer in known):
            text = _("runs the kernel {name} where no call in Python asks for it, as in a scripted function")
            if kernel in LEAVES:
                text = _("takes numbers out of PyTorch, by {name}, where nobody follows them")
            yield Escape(path, text.format(name=kernel))


def otherwise(traces: Sequence[Trace], kernels: Sequence[Counter[tuple[str, str]]]) -> Iterator[Escape]:
    """Yield the modules in which other kernels run when nobody looks at Python's functions, as on a fast path."""
    found: dict[tuple[str, str], list[Text]] = defaultdict(list)
    for mode, trace, alone in zip(MODES, traces, kernels, strict=True):
        spelled = Counter((trace.runs[call.run].path, name) for call in trace.calls for name in call.kernels)
        spelled.update((trace.runs[run].path, name) for run, name in trace.loose if name not in LEAVES)
        for path, name in (alone - spelled) | (spelled - alone):
            if name in FUSED or not any(at == path and kernel in FUSED for at, kernel in alone - spelled):
                found[path, name].append(mode.title)
    for (path, name), modes in found.items():
        text = _("runs the kernel {name} in place of what the code says, a fast path, in {modes}")
        yield Escape(path, text.format(modes=joined(modes, ", "), name=name), bypass=True)
