"""The generators of a run: set from the seed and the place at every step, and for every dropout layer by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import torch

from actlab.errors import InvalidInput
from actlab.torch.pairs.randomness import Part, State, Torch, number, start, start_torch
from actlab.words import _


@dataclass(frozen=True)
class Held:
    """Where a run stands: the place, which dropout layers have been used there, and the generators."""

    place: tuple[Part, ...]
    calls: tuple[tuple[int, int], ...]
    state: State


def on_the_way_back() -> bool:
    """Return whether gradients are being computed: a pass is then one that is done again, of a checkpoint."""
    task: int = torch._C._current_graph_task_id()
    return task != -1


class Draws:
    """Sets the generators of a run of one seed.

    At every place that the run arrives at, all generators are set from the seed and the place. A dropout layer draws
    from a generator of its own, set from those, from which dropout layer of the model it is and how often it has been
    used since, and leaves the others alone: a layer or an activation that draws as well shifts no mask.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._place: tuple[Part, ...] = ()
        self._calls, self._outside = Counter[int](), list[Torch]()

    def arrive(self, *place: Part) -> None:
        """Set all generators from the seed and a place."""
        start(self.seed, *place)
        self._place, self._calls = place, Counter()
        self._outside.clear()  # of a layer that was left by an exception

    def enter(self, layer: int) -> None:
        """Set PyTorch's generators for a dropout layer of the model.

        Raises InvalidInput where a pass is done again on the way back, and nobody can tell which use of a layer it is.
        """
        again = on_the_way_back()
        if again and self._calls[layer] != 1:
            text = _(
                "a dropout layer is used {n} times in a step that recomputes its activations: give each use a "
                "torch.nn.Dropout of its own, so that it can draw the same mask again."
            )
            raise InvalidInput(text.format(n=self._calls[layer]), "build")
        call = 0 if again else self._calls[layer]
        if not again:
            self._calls[layer] += 1
        self._outside.append(Torch.now())
        start_torch(number(self.seed, *self._place, "dropout", layer, call))

    def leave(self) -> None:
        """Let the generators go on as they were before the dropout layer."""
        self._outside.pop().restore()

    def hold(self) -> Held:
        """Return where the run stands, to come back to."""
        return Held(self._place, tuple(self._calls.items()), State.now())

    def back(self, held: Held) -> None:
        """Come back to where the run stood."""
        self._place, self._calls = held.place, Counter(dict(held.calls))
        held.state.restore()
