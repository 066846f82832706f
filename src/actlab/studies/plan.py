"""A plan: every choice of a study, typed, nested and complete; JSON out and in again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from annotated_types import Ge, Gt, Le

from actlab.studies.arm_records import PlannedArm
from actlab.studies.choices import Choice
from actlab.studies.data_choice import DataChoice as DataChoice
from actlab.studies.own_choice import OwnChoice
from actlab.training.precision import SINGLE
from actlab.words import Text, _

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT = 3  # of a stored plan
TUNE = "tune"

_whole = _("a whole number of at least 1 and at most 1,000,000,000")
_above = _("a number above 0")
Count = Annotated[int, Ge(1), Le(10**9)]
Rate = Annotated[float, Gt(0), Le(1e300)]


@dataclass(frozen=True)
class NetworkChoice:
    """The architecture and how its weights begin."""

    spec: Annotated[
        str,
        Choice(
            _("Architecture: mlp, cnn, resnet or transformer, each with numbers, or mine.py:net, a function of yours."),
            "mlp(512,512)",
            _("an architecture, such as mlp(512,512)"),
            name="network",
        ),
    ]
    initialisation: Annotated[
        str,
        Choice(
            _("Initialisation by name, such as he or matched."), "he", _("the name of an initialisation"), name="init"
        ),
    ]


@dataclass(frozen=True)
class TrainingChoice:
    """How each network is trained, and what is looked at meanwhile."""

    optimizer: Annotated[str, Choice(_("Optimiser: sgd, momentum, adam, ..."), "sgd", _("the name of an optimiser"))]
    lr: Annotated[
        Rate | Literal["tune"],
        Choice(_("Learning rate, or tune."), "0.01", _("a number above 0, or tune")),
    ]
    batch: Annotated[Count, Choice(_("Examples per step."), "64", _whole)]
    steps: Annotated[Count, Choice(_("Training steps."), "5000", _whole)]
    evaluate_every: Count
    curve_examples: Count
    curves_read: Literal["test", "validation"]
    probes: Annotated[
        tuple[str, ...],
        Choice(
            _("What to measure beside the curves: dead, saturated, gradient, ..., or all."),
            "all",
            _("names of probes, or all or none"),
            otherwise=_("none"),
        ),
    ] = ()
    augment: Annotated[
        tuple[str, ...],
        Choice(
            _("What is done to images at random while training: flip, crop."),
            "flip,crop",
            _("names of augmentations, or none"),
            otherwise=_("none"),
        ),
    ] = ()
    precision: Annotated[
        str,
        Choice(
            _("Digits of a step's products: single, or mixed (bfloat16; weights and sums keep single precision)."),
            "mixed",
            _("single or mixed"),
        ),
    ] = SINGLE
    trainer: Annotated[
        str, Choice(_("Who trains: jax, or a trainer that another package adds."), "jax", _("the name of a trainer"))
    ] = "jax"


@dataclass(frozen=True)
class TuningChoice:
    """How learning rates are chosen where they are: the grid, how often it may be extended, and the seeds.

    ``scan_seeds`` are spent on each rate of the grid, ``refine_seeds`` others on the best one and its neighbours; 0:
    the best of the grid is taken.
    """

    grid: tuple[Rate, ...]
    scan_seeds: Count
    refine_seeds: Annotated[int, Ge(0), Le(10**9)]
    extensions: Annotated[int, Ge(0), Le(10)]

    @property
    def scan(self) -> range:
        """The seeds of the grid."""
        return range(self.scan_seeds)

    @property
    def refinement(self) -> range:
        """The seeds of the best rate of the grid and its neighbours."""
        return range(self.scan_seeds, self.scan_seeds + self.refine_seeds)

    @property
    def seeds(self) -> range:
        """All seeds that are spent on the choice."""
        return range(self.refinement.stop)


@dataclass(frozen=True)
class SeedChoice:
    """How many networks per arm, what a seed changes, and whether seeds are added until all is decided."""

    count: Annotated[Count, Choice(_("Networks per activation; pairs share a seed."), "8", _whole, name="seeds")]
    resamples: tuple[str, ...]
    until_decided: Annotated[
        bool,
        Choice(
            _("Add seeds until every comparison has a verdict, or the seeds are used up."), "True", _("True or False")
        ),
    ]
    per_look: Count
    resample: Annotated[
        Literal["", "split"],
        Choice(
            _("What a seed chooses besides: split, which examples are learnt from and which are the test."),
            "split",
            _("split"),
            otherwise=_("nothing"),
        ),
    ] = ""


@dataclass(frozen=True)
class JudgementChoice:
    """What the others are compared with, which differences are too small to matter, and of which metric.

    ``metric`` is empty for the first of the data set's task, until the data have been read. Without a ``margin``
    nothing is called equivalent.
    """

    control: Annotated[
        str,
        Choice(
            _("What the others are compared with."),
            "relu",
            _("an activation that is compared"),
            otherwise=Text.of(("relu",)),
        ),
    ]
    margin: Annotated[
        Rate | None, Choice(_("Differences below this are equivalent; accuracies are fractions."), "0.002", _above)
    ]
    metric: Annotated[
        str,
        Choice(
            _("The metric that is judged; all are written."),
            "loss",
            _("the name of a metric of the data set's task"),
            otherwise=_("the task's first"),
        ),
    ] = ""
    all_pairs: Annotated[
        bool,
        Choice(_("Compare every activation with every other, adjusted for all of it."), "True", _("True or False")),
    ] = False


@dataclass(frozen=True)
class Plan:
    """All choices of a study; nothing is left to be chosen when it is run.

    ``same_initialisation`` names the initialisation of a second answer, one for all arms; empty: there is none. Where
    training is the user's ``own``, nothing is known of data and network, and of training only the learning rate.
    """

    protocol: str
    arms: tuple[PlannedArm, ...]
    data: DataChoice
    network: NetworkChoice
    training: TrainingChoice
    tuning: TuningChoice
    seeds: SeedChoice
    judgement: JudgementChoice
    same_initialisation: str
    own: OwnChoice | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The arms' names, in order."""
        return tuple(arm.name for arm in self.arms)

    @cached_property
    def called(self) -> dict[str, str]:
        """The arms' names by the digests of their activations."""
        return {arm.digest: arm.name for arm in self.arms}

    @property
    def others(self) -> tuple[str, ...]:
        """The names of all arms but the control."""
        return tuple(name for name in self.names if name != self.judgement.control)

    @property
    def rated(self) -> bool:
        """Whether networks are given a learning rate; one of the user's own training need not be."""
        return self.own is None or self.own.rated

    @property
    def tuned(self) -> bool:
        """Whether each variant's learning rate is chosen by validation."""
        return self.training.lr == TUNE

    @property
    def evaluation_seeds(self) -> range:
        """The seeds that are compared: fresh ones, where seeds have been spent on tuning."""
        first = self.tuning.seeds.stop if self.tuned else 0
        return range(first, first + self.seeds.count)

    @property
    def looks(self) -> list[range]:
        """The seeds that are trained before one looks at the results, look by look."""
        seeds, size = self.evaluation_seeds, self.seeds.per_look if self.seeds.until_decided else self.seeds.count
        return [seeds[start : start + size] for start in range(0, len(seeds), size)]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all choices, those of data and code included."""
        return hashlib.sha256(json.dumps(self.content(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def content(self) -> dict[str, object]:
        """Return all choices for JSON; those that play no part are left out."""
        found = asdict(self)
        if self.training.precision == SINGLE:
            del found["training"]["precision"]
        if self.own is None:
            del found["own"]
            return found
        told = {"lr": self.training.lr, "curves_read": self.training.curves_read}
        return {name: value for name, value in found.items() if name not in ("data", "network")} | {"training": told}

    def to_json(self) -> str:
        """Return the plan as JSON."""
        return json.dumps({"format": FORMAT, **self.content()}, indent=2, ensure_ascii=False)


NO_DATA, NO_NETWORK = DataChoice(""), NetworkChoice("", "")  # where training is the user's own


def own_training(lr: float | Literal["tune"], curves_read: Literal["test", "validation"]) -> TrainingChoice:
    """Return what is known of training that is the user's own: to us a network is one step."""
    return TrainingChoice("", lr, batch=1, steps=1, evaluate_every=1, curve_examples=1, curves_read=curves_read)


@cache
def reader() -> TypeAdapter[Plan]:
    """Return what validates the fields of a plan."""
    from pydantic import TypeAdapter  # only where a plan is read

    return TypeAdapter(Plan)


def from_json(text: str) -> Plan:
    """Return the plan that ``to_json`` wrote.

    >>> from actlab.studies.protocols import PROTOCOLS
    >>> plan = PROTOCOLS["fair"].plan
    >>> from_json(plan.to_json()) == plan
    True
    """
    content = json.loads(text)
    if content.pop("format") != FORMAT:
        raise ValueError(f"not a plan of format {FORMAT}")
    if content.get("own"):
        content |= {"data": asdict(NO_DATA), "network": asdict(NO_NETWORK)}
        content["training"] = asdict(own_training(**content["training"]))
    return reader().validate_python(content)
