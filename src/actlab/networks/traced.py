"""What a network's program shows of it before anything is computed: sites, products, how many numbers pass through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

import jax
from jax import Array
from jax.ad_checkpoint import checkpoint_name
from jax.extend.core import Jaxpr, JaxprEqn, Literal, Var

SITE = "actlab site "  # how a site is marked in a program
PRODUCTS = ("dot_general", "conv_general_dilated")
LOOPS = ("scan", "while", "cond")  # where nobody asks which weight meets what


class Product(NamedTuple):
    """A product of a weight with what comes from a site, empty where that is the data, on the way to another.

    ``feeds`` is a site where nothing but this product's sum stands between; ``uses`` counts the multiplications of an
    example for each number of the weight.
    """

    follows: str
    feeds: str
    uses: int


class _Known(NamedTuple):
    """What is known of a value: the sites that it comes from, the weight that it is, the products it was last in."""

    sites: frozenset[str] = frozenset()
    weight: str = ""
    last: frozenset[str] = frozenset()


def marked(site: str, z: Array) -> Array:
    """Return z, so that the site can be found in the program."""
    found: Array = checkpoint_name(z, SITE + site)  # type: ignore[no-untyped-call]
    return found


def convolves(jaxpr: Jaxpr) -> bool:
    """Return whether there is a convolution among the operations."""
    return any(equation.primitive.name == "conv_general_dilated" for equation in equations(jaxpr))


def numbers(jaxpr: Jaxpr) -> int:
    """Return how many numbers come out of products: what of a pass takes most of its memory."""
    products = (equation for equation in equations(jaxpr) if equation.primitive.name in PRODUCTS)
    return sum(prod(_shape(value)) for equation in products for value in equation.outvars)


def equations(jaxpr: Jaxpr) -> Iterator[JaxprEqn]:
    """Yield the operations of a program, and of those inside it."""
    for equation in jaxpr.eqns:
        yield equation
        for inner in _inner(equation):
            yield from equations(inner)


def products(jaxpr: Jaxpr, weights: Sequence[str], examples: int) -> dict[str, Product]:
    """Return the first product of each weight, whose names are those of the program's first inputs, in that order.

    >>> x, w = jax.ShapeDtypeStruct((2, 3), "float32"), jax.ShapeDtypeStruct((3, 4), "float32")
    >>> program = jax.make_jaxpr(lambda w, x: marked("1", x @ w))(w, x).jaxpr
    >>> products(program, ["w"], examples=2), numbers(program)
    ({'w': Product(follows='', feeds='1', uses=1)}, 8)
    """
    walk = _Walk(examples)
    entering = [_Known(weight=name) for name in weights]
    walk.through(jaxpr, entering + [_Known()] * (len(jaxpr.invars) - len(entering)))
    return walk.found


class _Walk:
    """Goes through a program, operation by operation: the products found and the sites seen so far, in order."""

    def __init__(self, examples: int) -> None:
        self.examples = examples
        self.found: dict[str, Product] = {}
        self.seen: list[str] = []

    def through(self, jaxpr: Jaxpr, entering: Sequence[_Known]) -> list[_Known]:
        """Return what is known of the results."""
        known: dict[Var, _Known] = dict(zip(jaxpr.invars, entering, strict=True))

        def of(value: Var | Literal) -> _Known:
            return _Known() if isinstance(value, Literal) else known.get(value, _Known())

        for equation in jaxpr.eqns:
            results = self._results(equation, [of(value) for value in equation.invars])
            known |= dict(zip(equation.outvars, results, strict=False))
        return [of(value) for value in jaxpr.outvars]

    def _results(self, equation: JaxprEqn, given: Sequence[_Known]) -> list[_Known]:
        inner = next((one for one in _inner(equation) if len(one.invars) == len(given)), None)
        if equation.primitive.name in PRODUCTS:
            return [self._product(equation, given)]
        if site := _site(equation):
            self.seen.append(site)
            if latest := [name for name in self.found if name in given[0].last]:
                self.found[latest[-1]] = self.found[latest[-1]]._replace(feeds=site)
            return [_Known(frozenset([site]))]
        if inner is not None and equation.primitive.name not in LOOPS:
            return self.through(inner, given)
        return [_together(given)] * len(equation.outvars)

    def _product(self, equation: JaxprEqn, given: Sequence[_Known]) -> _Known:
        places = [place for place, one in enumerate(given) if one.weight]
        if len(places) != 1:  # of two weights, or of none
            return _together(given)._replace(weight="")
        name, other = given[places[0]].weight, given[1 - places[0]]
        follows = next((site for site in reversed(self.seen) if site in other.sites), "")
        multiplied = _terms(equation) * prod(_shape(equation.outvars[0])) // self.examples
        uses = max(1, round(multiplied / max(1, prod(_shape(equation.invars[places[0]])))))
        self.found.setdefault(name, Product(follows, "", uses))
        return _Known(last=frozenset([name]))


def _terms(equation: JaxprEqn) -> int:
    """Return how many terms the sums of a product have."""
    if equation.primitive.name == "dot_general":
        (along, _other), _batch = equation.params["dimension_numbers"]
        return prod(_shape(equation.invars[0])[axis] for axis in along)
    kernel = _shape(equation.invars[1])
    outputs: int = kernel[equation.params["dimension_numbers"].rhs_spec[0]]
    return prod(kernel) // outputs


def _shape(value: Var | Literal) -> tuple[int, ...]:
    return tuple(getattr(value.aval, "shape", ()))


def _together(given: Sequence[_Known]) -> _Known:
    """Return what is known of something that is made of several, none of them by a product."""
    known = [one for one in given if one != _Known()]
    sites = frozenset(site for one in known for site in one.sites)
    weight = known[0].weight if len(known) == 1 else ""
    return _Known(sites, weight, frozenset(name for one in known for name in one.last))


def _site(equation: JaxprEqn) -> str:
    """Return the site that an operation marks, empty for all others."""
    name = str(equation.params.get("name", "")) if equation.primitive.name == "name" else ""
    return name.removeprefix(SITE) if name.startswith(SITE) else ""


def _inner(equation: JaxprEqn) -> list[Jaxpr]:
    parts = jax.tree.leaves(equation.params, is_leaf=lambda part: hasattr(part, "jaxpr"))
    inner = [getattr(part, "jaxpr", part) for part in parts]
    return [part for part in inner if isinstance(part, Jaxpr)]
