"""What a plan is run on: its activations, its data and an executor."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from actlab.data.constant import chance
from actlab.data.dataset import Dataset
from actlab.data.prepare.given import Given
from actlab.data.prepare.people import dataset
from actlab.errors import InvalidInput
from actlab.functions.arms import Arm, parts
from actlab.functions.files import resolved
from actlab.functions.find import is_file
from actlab.functions.layered import Layered
from actlab.networks.network import fitting
from actlab.studies.course import networks
from actlab.studies.plan import Plan
from actlab.studies.run import Progress, of_phase, prepare
from actlab.studies.setup import Origin, Setup
from actlab.studies.shards import Shard
from actlab.studies.stores.store import EVALUATION, TUNING
from actlab.studies.surroundings import provenance
from actlab.training import needs
from actlab.training.devices import choose_devices
from actlab.training.executors.blocks import Blocks, suits, width_for
from actlab.training.executors.cluster import Cluster
from actlab.training.executors.threads import Threads
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.placed import placed
from actlab.training.precision import SINGLE
from actlab.training.recipe import Recipe
from actlab.training.trainer import Checkpoints, Claim, Event, Executor, Member
from actlab.training.trainers import trainer
from actlab.training.trial import Frozen
from actlab.words import _, joined

WORTH_SAYING = 60.0  # seconds from which people are told beforehand how long it will take


@dataclass(frozen=True)
class Bench:
    """A plan, complete, with all that it takes to run it; ``place`` is where data of the user's own are."""

    plan: Plan
    arms: tuple[Arm, ...]
    data: Dataset
    executor: Executor
    place: str = ""

    @cached_property
    def recipe(self) -> Recipe:
        """What all networks share."""
        return prepare(self.plan, self.data)

    def setup(self) -> Setup:
        """Return what is stored before the first network.

        Raises InvalidInput for networks that this machine has no room for.
        """
        self._check_form()
        needs.check(self.recipe, self.executor, len(self.arms), networks(self.plan))
        metric = self.plan.judgement.metric
        return Setup(
            plan=self.plan,
            task=self.data.task.record,
            provenance=provenance(self.plan, self.arms, self.recipe, self.executor.names),
            chance=chance(self.data, "test"),
            origins=self.origins,
            level=chance(self.data, "validation").scores[metric] if self.plan.tuned else None,
            places=Frozen({part.activation.digest: _words(part) for part in self._parts if _words(part)}),
            data_place=self.place,
            network_place=self.recipe.network.place,
        )

    @property
    def _parts(self) -> list[Arm]:
        """The arms, and the activations of those that have several."""
        return [part for arm in self.arms for part in parts(arm)]

    def _check_form(self) -> None:
        """Raise InvalidInput where data, network and activations do not go together."""
        form = fitting(self.recipe.network, self.data.form, self.data.name)
        for arm in self.arms:
            placed(self.recipe, arm.activation)
        if self.plan.training.augment and not form.image:
            text = _("augment: {data} has no images; leave it out.")
            raise InvalidInput(text.format(data=self.data.name), "augment", "none")
        if self.plan.training.precision != SINGLE and not self.recipe.network.roundable:
            text = _("precision: {given} is for mlp; {network} takes its products in single precision. Leave it out.")
            filled = text.format(given=self.plan.training.precision, network=self.recipe.network.spec)
            raise InvalidInput(filled, "precision", SINGLE)
        if self.recipe.resplit and self.plan.seeds.until_decided:
            text = _("until_decided: not with resample, for which no test allows for looking more than once.")
            raise InvalidInput(text, "until_decided")
        if self.recipe.resplit and self.data.again is None:
            text = _("resample: the split of {data} is given with the data; leave it out.")
            raise InvalidInput(text.format(data=self.data.name), "resample")

    @cached_property
    def origins(self) -> Frozen[str, Origin]:
        """What the keys of all networks of a phase share, phase by phase."""
        phases = (TUNING, EVALUATION) if self.plan.tuned else (EVALUATION,)
        return Frozen({phase: self._origin(phase) for phase in phases})

    def train(
        self, phase: str, members: Sequence[Member], claim: Claim, checkpoints: Checkpoints
    ) -> Generator[Event, None, None]:
        """Have networks of a phase trained by the executor."""
        return self.executor.run(of_phase(self.recipe, phase), members, claim, checkpoints)

    def second(self) -> Bench | None:
        """Return what the second answer is run on, where the plan asks for one: one initialisation for all."""
        if not self.plan.same_initialisation:
            return None
        network = replace(self.plan.network, initialisation=self.plan.same_initialisation)
        return replace(self, plan=replace(self.plan, network=network, same_initialisation=""))

    def tell(self, setup: Setup, progress: Progress, shard: Shard) -> None:
        """Say what was decided about the data, and how long it takes."""
        self._tell_of_data(setup, progress)
        self._tell_how_long(progress, shard)

    def _tell_of_data(self, setup: Setup, progress: Progress) -> None:
        """Say what was decided about the data."""
        data = setup.provenance.data_set
        if data and data.decisions:
            progress.note(_("Data: {name}").format(name=self.data.name))
            for words in data.decisions:
                progress.note(joined(["  ", words], ""))

    def _tell_how_long(self, progress: Progress, shard: Shard) -> None:
        """Say how many networks and how long, where it is longer than a minute or rates are tuned."""
        plan, recipe, count = self.plan, self.recipe, -(-networks(self.plan) // shard.of)
        if not plan.tuned and needs.rough_seconds(recipe, count, self.executor.width) < WORTH_SAYING / 2:
            return
        control = next(arm for arm in self.arms if arm.name == plan.judgement.control)
        seconds = needs.seconds(recipe, Member(control.activation, 1e-3, 0), count, self.executor)
        text = _("Plan {digest}: {n} networks of {steps} steps, about {minutes:.0f} min here.")
        if plan.tuned:
            text += " " + _("An optimum at an end of the grid of learning rates adds some.")
        if plan.tuned or seconds >= WORTH_SAYING:
            minutes = max(1.0, seconds / 60)
            progress.note(text.format(digest=plan.digest[:12], n=count, steps=plan.training.steps, minutes=minutes))

    def _origin(self, phase: str) -> Origin:
        anyone = Member(self.arms[0].activation, 1.0, 0)
        return Origin.of(self.executor.key(of_phase(self.recipe, phase), anyone))


def bench(
    plan: Plan,
    arms: Sequence[Arm],
    data_given: Given,
    devices: int | None,
    cluster: str | None = None,
    width: int | None = None,
) -> Bench:
    """Read a plan's data and return all that it takes to run it, on this machine's devices or on a Ray cluster.

    ``data_given`` is what was handed over under the name of the plan; ``width`` is how many networks share a program
    in a study that goes on, else the plan decides. Raises InvalidInput for a metric that the task does not have, or
    data that cannot be read.
    """
    data = dataset(data_given, plan.data.asked)
    if plan.data.examples:
        data = data.fewer(plan.data.examples)
    plan = complete(plan, data)
    executor = _executor(prepare(plan, data), plan, devices, cluster, width)
    return Bench(plan, tuple(arms), data, executor, str(data_given.place or ""))


def _executor(recipe: Recipe, plan: Plan, devices: int | None, cluster: str | None, width: int | None) -> Executor:
    """Return who trains: a cluster, blocks of networks where that helps, else one network at a time on each device."""
    made = trainer(plan.training.trainer)
    if cluster:
        return Cluster(cluster, made, devices)
    chosen = choose_devices(devices)
    if made is JaxTrainer and suits(recipe, chosen):
        wide = width_for(plan.seeds.count) if width is None else width
        if wide > 1:
            return Blocks(chosen, wide)
    return Threads(chosen, made)


def complete(plan: Plan, data: Dataset) -> Plan:
    """Return a plan with what only the data say: their digest, and the metric that is judged.

    Raises InvalidInput for a metric that the task does not have.
    """
    judged = data.task.metric(plan.judgement.metric).name
    return replace(plan, data=replace(plan.data, digest=data.digest), judgement=replace(plan.judgement, metric=judged))


def _words(arm: Arm) -> str:
    """Return the words that give an arm's activation again, wherever they are typed; empty where there are none."""
    if is_file(arm.spec):
        path, _colon, name = arm.spec.rpartition(":")
        return f"{resolved(path)}:{name}"
    return "" if isinstance(arm.activation, Layered) or arm.activation.source else arm.spec
