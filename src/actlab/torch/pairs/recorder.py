"""Takes down what a run meets, as digests, while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from torch import Tensor, nn

from actlab.torch.pairs.digests import digest
from actlab.torch.pairs.randomness import State, Torch
from actlab.torch.pairs.settings import Settings, settings
from actlab.torch.pairs.trace import Kind, Mark, Place, Trace
from actlab.torch.pairs.weights import named
from actlab.training.executors.functions import VALUE

EPOCHS = 3  # whose batches are taken down
PASSES = 1000  # that are taken down, where there are no epochs


@dataclass(frozen=True)
class Standing:
    """Where a run stands: which loader ``fed`` it, in which ``epoch``, and the generators as they were set there."""

    fed: str = ""
    epoch: int = 0
    drawn: str = ""


class Recorder:
    """The marks of one run. A thorough one takes down every pass, and the weights before each of them."""

    def __init__(self, *, thorough: bool = False) -> None:
        self.thorough, self.marks = thorough, list[Mark]()
        self.settings: Settings | None = None  # before the first pass
        self.standing = Standing()
        self.trained = False  # whether any parameter is another one at the end
        self._begun = dict[str, str]()  # the digests of parameters
        self._passes, self._masks = 0, list[tuple[object, ...]]()

    @property
    def trace(self) -> Trace:
        """All that was taken down."""
        return Trace(tuple(self.marks))

    @property
    def open(self) -> bool:
        """Whether what happens now is taken down."""
        epoch, fed = self.standing.epoch, self.standing.fed
        return self.thorough or (epoch <= EPOCHS and (bool(fed) or self._passes <= PASSES))

    def model(self, model: nn.Module) -> None:
        """Take down what a run begins with: initial weights, each by its name."""
        for name, one in named(model):
            begun = digest(one.value)
            self._mark(Kind.SLOPE if one.learnt else Kind.WEIGHT, begun, name)
            if isinstance(one.value, nn.Parameter):  # buffers change without being trained
                self._begun[name] = begun

    def fresh(self, fed: str = "", epoch: int = 0) -> None:
        """Note that the generators have been set, and which loader gave the batch that follows, in which epoch."""
        self.standing = Standing(fed, epoch)
        if self.open:
            self.standing = replace(self.standing, drawn=State.now().digest)

    def batch(self, purpose: str, epoch: int, step: int, batch: object) -> None:
        """Take down a batch as a loader hands it over."""
        if self.thorough or epoch <= EPOCHS:
            self._mark(Kind.BATCH, digest(batch), purpose, epoch, step)

    def mask(self, rate: float, output: Tensor) -> None:
        """Take down the mask that a dropout layer has just drawn: its size, and the generators as they are after it."""
        if self.open:
            self._masks.append((rate, tuple(output.shape), output.device.type, Torch.now().digest))

    def enter(self, model: nn.Module, inputs: object) -> None:
        """Take down what a forward pass begins with."""
        self._passes += 1
        if self._passes == 1:
            self.settings = settings(model)
            for name, value in asdict(self.settings).items():
                self._mark(Kind.SETTING, digest(value), name)
        if self.thorough:
            self._mark(Kind.UPDATED, digest([one.value for _name, one in named(model)]), step=self._passes)
        if self.thorough or (self.open and not self.standing.fed):  # else the batch is known
            self._mark(Kind.INPUTS, digest(inputs), self.standing.fed, step=self._passes)

    def leave(self) -> None:
        """Take down what was drawn until the end of a forward pass."""
        if not self.open:
            return
        if self._masks:
            self._mark(Kind.MASKS, digest(self._masks), step=self._passes)
            self._masks.clear()
        drawn = State.now().digest
        if drawn != self.standing.drawn:
            self._mark(Kind.DRAWS, drawn, step=self._passes)

    def report(self, step: int, metrics: Mapping[str, float]) -> None:
        """Take down numbers that were reported."""
        for name, value in metrics.items():
            self._mark(Kind.REPORT, digest(value), name, step=step)

    def result(self, result: float | Mapping[str, float]) -> None:
        """Take down what a run returned."""
        for name, value in (result if isinstance(result, Mapping) else {VALUE: result}).items():
            self._mark(Kind.RESULT, digest(value), name)

    def end(self, model: nn.Module) -> None:
        """Take down the weights at the end, or where a rehearsal was cut."""
        for name, one in named(model):
            ended = digest(one.value)
            self._mark(Kind.TRAINED, ended, name)
            self.trained |= isinstance(one.value, nn.Parameter) and self._begun.get(name) != ended

    def _mark(self, kind: Kind, digest: str, name: str = "", epoch: int = 0, step: int = 0) -> None:
        self.marks.append(Mark(Place(kind, name, epoch, step), digest))
