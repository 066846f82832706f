"""What a function in Python is: a text that is the same for the same function, and another when anything changes.

It holds the compiled code, the defaults, what the function closes over and the global names that it uses, followed
into the user's own functions, classes and objects. What belongs to Python or to an installed package counts by its
name; what nobody can look into is never the same as anything else.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePath
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any, Protocol, runtime_checkable

import numpy as np

from actlab.functions import engine
from actlab.functions.modules import contents, installed, is_users

_ADDED = {"__dict__", "__weakref__", "__doc__", "__module__", "__firstlineno__", "__slotnames__", "_abc_impl"}
_ADDED |= {"__static_attributes__", "__dataclass_fields__", "__dataclass_params__"}  # Python's, to a class
_PLAIN = (type(None), bool, int, float, complex, str, bytes, type(...))


@runtime_checkable
class Identified(Protocol):
    """What knows its own identity."""

    @property
    def digest(self) -> str:
        """The digest of all that its numbers depend on."""


def identity(function: Callable[..., object]) -> str:
    """Return the digest of a function or of any object that can be called.

    >>> def scaled(by):
    ...     return lambda x: by * x
    >>> identity(scaled(2.0)) == identity(scaled(2.0)), identity(scaled(2.0)) == identity(scaled(3.0))
    (True, False)
    """
    whole = hashlib.sha256()
    for part in _parts(function, {}):
        whole.update(f"{len(part)}:{part}".encode(errors="surrogatepass"))
    return whole.hexdigest()


def _parts(value: object, seen: dict[int, object]) -> Iterator[str]:
    """Yield texts that tell a value from every other."""
    if isinstance(value, _PLAIN):
        yield f"{type(value).__name__} {value!r}"
        return
    if isinstance(value, tuple):
        yield from _each(value, seen)
        return
    if isinstance(value, np.ndarray | np.generic) or engine.is_array(value):
        yield from _array(np.asarray(value), seen)
        return
    if _is_tensor(value):
        yield from _tensor(value)
        return
    if id(value) in seen:  # a circle, such as a function that calls itself, or what was told already
        yield f"again {list(seen).index(id(value))}"
        return
    seen[id(value)] = value  # kept, so that no other object gets its place in memory
    yield type(value).__qualname__
    if isinstance(value, CodeType):
        yield from _code(value, seen)
    elif isinstance(value, Mapping):
        yield from _each((part for pair in value.items() for part in pair), seen)
    elif isinstance(value, set | frozenset):
        yield from sorted(" ".join(_parts(part, dict(seen))) for part in value)
    elif isinstance(value, list):
        yield from _each(value, seen)
    else:
        yield from _thing(value, seen)


def _thing(value: object, seen: dict[int, object]) -> Iterator[str]:
    if isinstance(value, ModuleType):
        yield from _module(value)
    elif isinstance(value, PurePath):
        yield str(value)  # which it keeps once somebody has asked for it
    elif isinstance(value, MethodType):
        yield from _each((value.__func__, value.__self__), seen)
    elif isinstance(value, functools.partial):
        yield from _each((value.func, value.args, value.keywords), seen)
    elif isinstance(value, FunctionType):
        yield from _function(value, seen)
    elif isinstance(value, type):
        yield from _class(value, seen)
    elif _is_named(value):
        yield f"{getattr(value, '__module__', '')} {getattr(value, '__qualname__', getattr(value, '__name__', ''))}"
    elif isinstance(value, Identified) and isinstance(value.digest, str):
        yield value.digest
    else:
        yield from _object(value, seen)


def _each(values: Iterable[object], seen: dict[int, object]) -> Iterator[str]:
    for value in values:
        yield from _parts(value, seen)
    yield "end"


def _array(array: np.ndarray, seen: dict[int, object]) -> Iterator[str]:
    yield f"{array.dtype} {array.shape}"
    if array.dtype.hasobject:
        yield from _each(array.ravel().tolist(), seen)
    else:
        yield hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def _is_tensor(value: object) -> bool:
    torch = sys.modules.get("torch")  # nobody has a tensor who has not loaded it
    return torch is not None and isinstance(value, torch.Tensor) and value.layout is torch.strided


def _tensor(tensor: Any) -> Iterator[str]:
    plain = tensor.detach().resolve_conj().resolve_neg().cpu().contiguous().as_strided((tensor.numel(),), (1,))
    yield f"{tensor.dtype} {tuple(tensor.shape)}"
    yield hashlib.sha256(plain.view(sys.modules["torch"].uint8).numpy().tobytes()).hexdigest()


def _function(function: FunctionType, seen: dict[int, object]) -> Iterator[str]:
    yield from _each((function.__code__, function.__defaults__, function.__kwdefaults__), seen)
    for cell in function.__closure__ or ():
        try:
            yield from _parts(cell.cell_contents, seen)
        except ValueError:  # not filled yet
            yield "empty"
    if of_a_package(function):
        yield f"{function.__module__} {function.__qualname__}"
        return
    yield from _each((part for pair in vars(function).items() if _matters(*pair) for part in pair), seen)
    for name in _names(function.__code__):
        if name in function.__globals__:
            yield name
            yield from _parts(function.__globals__[name], seen)


def _code(code: CodeType, seen: dict[int, object]) -> Iterator[str]:
    """Yield what the code does; not where it stands, nor what it is called."""
    yield f"{code.co_code!r} {code.co_exceptiontable!r} {code.co_flags} {code.co_argcount} {code.co_kwonlyargcount}"
    yield f"{code.co_names} {code.co_varnames} {code.co_freevars} {code.co_cellvars}"
    # by value: constants that are equal may be one object or two
    yield from (part for constant in code.co_consts for part in _parts(constant, {}))


def _names(code: CodeType) -> list[str]:
    """Return the names that a function's code, or that of a function inside it, looks up."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return sorted({*code.co_names, *(name for part in inner for name in _names(part))})


def _module(module: ModuleType) -> Iterator[str]:
    yield module.__name__
    if is_users(module):
        yield from (f"{name} {digest}" for name, (_file, digest) in sorted(contents(module).items()))


def _class(kind: type, seen: dict[int, object]) -> Iterator[str]:
    yield f"{kind.__module__} {kind.__qualname__}"
    if not of_a_package(kind):
        for base in kind.__mro__[:-1]:
            if of_a_package(base):
                yield f"{base.__module__} {base.__qualname__}"
                continue
            members = (item for item in vars(base).items() if _matters(*item))
            yield from _each((part for pair in members for part in pair), seen)


def _matters(name: str, member: object) -> bool:
    """Leave out what Python adds to a class by itself."""
    return name not in _ADDED and (isinstance(member, property) or not inspect.isdatadescriptor(member))


def _object(value: object, seen: dict[int, object]) -> Iterator[str]:
    """Yield an object's class and state; values that it computes once and keeps are no part of that."""
    kind = type(value)
    yield from _parts(kind, seen)
    if hasattr(value, "__wrapped__") and type(kind.__dict__.get("__call__")) is not FunctionType and of_a_package(kind):
        yield from _parts(value.__wrapped__, seen)  # what jax.jit returns, whose state changes with use
        return
    # of its class: a generic type, such as one of an annotation, hands on what it is asked for to another
    state = kind.__getstate__(value) if hasattr(value, "__dict__") or hasattr(kind, "__slots__") else None
    if isinstance(state, dict):
        state = {k: v for k, v in state.items() if not isinstance(getattr(kind, k, None), functools.cached_property)}
    if state:
        yield from _parts(state, seen)
    elif of_a_package(kind):
        yield _pickled(value)


def _pickled(value: object) -> str:
    try:
        return hashlib.sha256(pickle.dumps(value)).hexdigest()
    except Exception:  # whatever an object raises that cannot be written down
        return f"at {id(value)}"


def _is_named(value: object) -> bool:
    return isinstance(value, BuiltinFunctionType | np.ufunc)


def of_a_package(value: object) -> bool:
    """Return whether a function or class belongs to Python or to an installed package."""
    module = sys.modules.get(str(getattr(value, "__module__", "")))
    if module is None or module.__name__ == "__main__":
        return False
    file = getattr(module, "__file__", None)
    return installed(file) if file else module.__name__ in sys.builtin_module_names
