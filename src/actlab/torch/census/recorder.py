"""Records what a model does: what it calls in Python, which kernels run, and in which module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch._C._functorch import is_functorch_wrapped_tensor
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

from actlab.torch.census.elementwise import ELEMENTWISE, LEAVES, bends, in_place, plain
from actlab.torch.census.graph import Call, Hole, Place, Run, Trace, Value
from actlab.torch.census.standing import stand


class _Open:
    """A module's run that has not ended."""

    def __init__(self, path: str, kind: str, parent: int | None, first: int) -> None:
        self.path, self.kind, self.parent, self.first = path, kind, parent, first
        self.inputs: tuple[int, ...] = ()
        self.times: Counter[Any] = Counter()


class Recorder(TorchFunctionMode):  # type: ignore[misc]
    """Sees every function of PyTorch that Python calls, and keeps what is needed to know what it computes."""

    def __init__(self, paths: Mapping[int, str]) -> None:
        super().__init__()
        self._paths = paths
        self._at: dict[int, int] = {}  # a tensor, as it is now
        self.tensors: list[Tensor] = []  # of each value; kept, so that no other takes an identity that is still in use
        self._alive: list[Tensor] = []
        self._values: list[Value] = []
        self._calls: list[Call] = []
        self._runs: dict[int, Run] = {}
        self._opened: list[_Open] = []
        self._stack: list[int] = []
        self._inside: list[str] | None = None
        self._loose: list[tuple[int, str]] = []

    def given(self, batch: Any) -> None:
        """Take the tensors of a batch as the data."""
        for tensor in _tensors(batch):
            self._add(tensor, (), True, False)

    def kernel(self, name: str) -> None:
        """Take note of a kernel that runs."""
        if self._inside is not None:
            self._inside.append(name)
        elif bends(name) and self._stack:
            self._loose.append((self._stack[-1], name))

    def enter(self, module: nn.Module, given: Any) -> None:
        """Take note that a module of the model begins to run; one that forward makes for itself is part of it."""
        if id(module) not in self._paths:
            return
        path = self._paths[id(module)]
        parent = self._stack[-1] if self._stack else None
        self._stack.append(len(self._opened))
        self._opened.append(_Open(path, type(module).__name__, parent, len(self._calls)))
        self._opened[-1].inputs = tuple(self._value(tensor) for tensor in _tensors(given))

    def leave(self, module: nn.Module, given: Any, result: Any) -> None:
        """Take note that it has ended."""
        if id(module) not in self._paths:
            return
        at = self._stack.pop()
        run = self._opened[at]
        outputs = tuple(self._value(tensor) for tensor in _tensors(result))
        calls = range(run.first, len(self._calls))
        simple = len(given) == 1 and all(isinstance(one, Tensor) for one in (*given, result))
        self._runs[at] = Run(run.path, run.kind, run.parent, run.inputs, outputs, simple, calls)

    def trace(self, result: Any) -> Trace:
        """Return all that was seen."""
        runs = tuple(self._runs[at] for at in range(len(self._opened)))
        results = tuple(self._value(tensor) for tensor in _tensors(result))
        return Trace(tuple(self._values), tuple(self._calls), runs, tuple(self._loose), results)

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        keywords = kwargs or {}
        before = {id(tensor): self._at.get(id(tensor)) for tensor in _tensors((args, keywords))}
        name = getattr(function, "__name__", str(function))
        if in_place(name, bool(keywords.get("inplace"))):
            self._keep_old(args, keywords)
        outside, self._inside = self._inside, []
        try:
            result = function(*args, **keywords)
        finally:
            kernels, self._inside = tuple(self._inside), outside
        if plain(name) in LEAVES and self._stack and any(self._learns(tensor) for tensor in _tensors(args)):
            self._loose.append((self._stack[-1], plain(name)))
        if self._stack:
            self._keep(function, name, args, keywords, result, kernels, before)
        return result

    def _keep_old(self, args: Any, keywords: Any) -> None:
        """Keep what a tensor has before it is written over."""
        for tensor in _tensors((args, keywords))[:1]:
            self.tensors[self._value(tensor)] = tensor.detach().clone()

    def _keep(
        self,
        function: Any,
        name: str,
        args: Any,
        keywords: Any,
        result: Any,
        kernels: Any,
        before: dict[int, int | None],
    ) -> None:
        writes = in_place(name, bool(keywords.get("inplace")))
        results = _tensors(args[:1]) if plain(name) == "setitem" else _tensors(result)
        if not results or (not writes and all(id(one) in before for one in results)):
            return  # numbers, or the very tensor that went in: nothing has been done to it
        given = _tensors((args, keywords))
        inputs = [(tensor, self._value(tensor)) for tensor in given]
        values = [self._values[at] for _tensor, at in inputs]
        data, weight = any(v.data for v in values), any(v.weight for v in values)
        chain = self._chain(name, inputs, results) if data else ()
        opened = self._opened[self._stack[-1]]
        where = self._place(opened.times)
        fixed = self._template(function, args, keywords, chain)
        outputs = tuple(self._add(tensor, chain, data, weight) for tensor in results)
        known = ((at, self._values[at]) for _tensor, at in inputs if plain(name) not in ELEMENTWISE)
        weights = tuple(at for at, v in known if v.weight and not v.data and len(v.shape) > 1)
        seen = tuple(dict.fromkeys(at for _tensor, at in inputs if self._values[at].data))
        self._calls.append(
            Call(
                function, plain(name), *fixed, seen, outputs, self._stack[-1], where,
                bool(chain), writes, weights, tuple(k for k in kernels if bends(k)),
            )
        )  # fmt: skip

    def _place(self, times: Counter[Any]) -> Place:
        found = stand(lambda module: id(module) in self._paths)
        times[found.frames] += 1
        hook = self._paths.get(id(found.module)) != self._opened[self._stack[-1]].path
        return Place(found.frames, times[found.frames], found.line, hook)

    def _chain(self, name: str, inputs: list[tuple[Tensor, int]], results: list[Tensor]) -> tuple[int, ...]:
        """Return the values through which all of an elementwise result passes; none where it is not elementwise."""
        seen = [(tensor, at) for tensor, at in inputs if self._values[at].data]
        if plain(name) not in ELEMENTWISE or len(results) != 1:
            return ()
        if not all(self._values[self._values[at].chain[0]].real for _tensor, at in seen):
            return ()
        if any(tensor.shape != results[0].shape for tensor, _at in seen):
            return ()
        fixed = [tensor for tensor, at in inputs if not self._values[at].data]
        if plain(name) != "prelu" and not all(_uniform(tensor) for tensor in fixed):  # whose slopes may differ by unit
            return ()
        chains = [self._values[at].chain for _tensor, at in seen]
        shared = 0
        while all(len(chain) > shared and chain[shared] == chains[0][shared] for chain in chains):
            shared += 1
        return chains[0][:shared]

    def _template(self, function: Any, args: Any, keywords: Any, chain: tuple[int, ...]) -> tuple[Any, Any]:
        """Return the arguments with holes for values and numbers for constants; nothing where nobody will need them."""
        if not chain:
            return (), {}

        def hole(leaf: Any) -> Any:
            if not isinstance(leaf, Tensor):
                return leaf
            at = self._value(leaf)
            return Hole(at) if self._values[at].data else leaf.detach().reshape(-1)[:1].cpu().clone()

        return tree_map(hole, tuple(args)), tree_map(hole, dict(keywords))

    def _value(self, tensor: Tensor) -> int:
        """Return a tensor as it is now; one never seen before comes from outside: a weight, or a constant."""
        if id(tensor) not in self._at:
            inside = is_functorch_wrapped_tensor(tensor)  # of torch.func.vmap: nobody knows of what it is a part
            self._add(tensor, (), inside, inside or isinstance(tensor, nn.Parameter))
        return self._at[id(tensor)]

    def _learns(self, tensor: Tensor) -> bool:
        value = self._values[self._value(tensor)]
        return value.data and value.weight

    def _add(self, tensor: Tensor, chain: tuple[int, ...], data: bool, weight: bool) -> int:
        at = len(self._values)
        self._values.append(Value((*chain, at), data, weight, tensor.is_floating_point(), tuple(tensor.shape)))
        self._at[id(tensor)] = at
        self.tensors.append(tensor)
        self._alive.append(tensor)
        return at


class Kernels(TorchDispatchMode):  # type: ignore[misc]
    """Sees every kernel that runs, however it was asked for."""

    def __init__(self, seen: Callable[[str], None]) -> None:
        super().__init__()
        self._seen = seen

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = getattr(function, "_schema", None)
        if name is not None:
            self._seen(plain(name.name.partition("::")[2]))
        with torch._C.DisableTorchFunction():  # it is no call in Python that somebody wrote
            return function(*args, **(kwargs or {}))


Leave = Callable[[nn.Module, Any, Any], None]


@contextmanager
def watched(enter: Callable[[nn.Module, Any], None], leave: Callable[[nn.Module, Any, Any], None]) -> Iterator[None]:
    """Tell of every module that begins and ends, by hooks that no module carries: a fast path looks for those."""
    begin = register_module_forward_pre_hook(enter)
    end = register_module_forward_hook(leave)
    try:
        yield
    finally:
        begin.remove()
        end.remove()


def _tensors(tree: Any) -> list[Tensor]:
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, Tensor)]


def _uniform(tensor: Tensor) -> bool:
    """Return whether a tensor is one number at every place."""
    if tensor.is_meta or tensor.numel() == 0:
        return False
    return tensor.numel() == 1 or bool((tensor == tensor.reshape(-1)[0]).all())


class Recorded(NamedTuple):
    """What a call of a model did, the tensor of each value, and what it returned."""

    trace: Trace
    tensors: list[Tensor]
    result: Any


def recorded(batch: Any, call: Callable[[], Any], paths: Mapping[int, str]) -> Recorded:
    """Return what a call of a model does, as Python spells it."""
    seen = Recorder(paths)
    seen.given(batch)
    with watched(seen.enter, seen.leave), Kernels(seen.kernel), seen:
        result = call()
    return Recorded(seen.trace(result), seen.tensors, result)


def runs_of(call: Callable[[], Any], paths: Mapping[int, str]) -> Counter[str]:
    """Return how often each module of a model runs, where nobody looks at anything else."""
    seen: Counter[str] = Counter()

    def enter(module: nn.Module, _given: Any) -> None:
        if id(module) in paths:
            seen[paths[id(module)]] += 1

    with watched(enter, lambda _module, _given, _result: None):
        call()
    return seen


def kernels_of(call: Callable[[], Any], paths: Mapping[int, str]) -> Counter[tuple[str, str]]:
    """Return which kernels with an activation run in which module, where nobody looks at Python's functions."""
    stack: list[str] = [""]
    seen: Counter[tuple[str, str]] = Counter()

    def kernel(name: str) -> None:
        if bends(name):
            seen[stack[-1], name] += 1

    def enter(module: nn.Module, _given: Any) -> None:
        if id(module) in paths:
            stack.append(paths[id(module)])

    def leave(module: nn.Module, _given: Any, _result: Any) -> None:
        if id(module) in paths:
            stack.pop()

    with watched(enter, leave), Kernels(kernel):
        call()
    return seen
