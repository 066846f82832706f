"""Trains on a Ray cluster: a task is a seed's block of networks, so that pairs come home together.

Whatever a worker does, the driver alone asks the store and writes to it. What a network is does not depend on where it
is trained: a worker whose libraries or processor would give it another key is refused.
"""

from __future__ import annotations

import os
import time
import warnings
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from actlab.errors import ActlabError, InvalidInput
from actlab.training.devices import choose_devices
from actlab.training.executors.threads import Threads
from actlab.training.recipe import Recipe
from actlab.training.trainer import Checkpoints, Claim, Event, Member, everything
from actlab.training.trainers import Maker
from actlab.training.trial import Key, Trial
from actlab.words import Text, _

if TYPE_CHECKING:
    from ray import ObjectRef

LOCAL = "local"  # the address of a cluster that is started here, for this process
LOOK = 1.0  # seconds after which a wait for the workers lets an interruption in
RETRIES = 3  # times that a block is given to another worker when the one that had it died
PATIENCE = 60.0  # seconds without any processor in the cluster


class _Stranger(NamedTuple):
    """A worker on which networks would have other keys."""

    node: str
    key: Key


class _Block(NamedTuple):
    """The networks of a seed that a worker has, and how many had them before."""

    members: tuple[Member, ...]
    tried: int = 0


class Cluster:
    """The workers of a Ray cluster, one per processor; ``processors`` limits those of a local one."""

    def __init__(self, address: str, trainer: Maker, processors: int | None = None) -> None:
        """Connect to the cluster, or start one where the address is ``local``.

        Raises InvalidInput where Ray is not installed, or does not answer at the address.
        """
        if address != LOCAL and processors is not None:
            text = _("devices: a cluster at {address} uses all its processors; leave the option out.")
            raise InvalidInput(text.format(address=address))
        self.address, self.trainer = address, trainer
        self._here = Threads(choose_devices(1), trainer)  # who is asked for keys
        _connect(address, processors)

    @property
    def width(self) -> int:
        """How many networks are trained at a time: it changes when machines come or go."""
        import ray

        return max(1, int(ray.cluster_resources().get("CPU", 0)))

    @property
    def here(self) -> int:
        """How many of them this machine may have to hold at a time."""
        return self.width if self.address == LOCAL else 1

    @property
    def names(self) -> tuple[str, ...]:
        """What trains, for the record."""
        return (f"ray:{self.width}",)

    def key(self, recipe: Recipe, member: Member) -> Key:
        """Return all that a network's bits depend on."""
        return self._here.key(recipe, member)

    def run(
        self,
        recipe: Recipe,
        members: Sequence[Member],
        claim: Claim = everything,
        checkpoints: Checkpoints | None = None,
    ) -> Generator[Event, None, None]:
        """Train all members and yield an event for each as its block comes home; there are no checkpoints.

        Closing the generator, or an exception in its consumer, stops what is under way. Raises ActlabError for a worker
        with other libraries, and for a block that has cost so many workers their life that it is not tried again.
        """
        import ray

        sent = ray.put((self.trainer, recipe))  # which goes to every machine once
        blocks = deque(_by_seed(members))
        under_way: dict[ObjectRef, _Block] = {}
        try:
            while blocks or under_way:
                while blocks and len(under_way) < self.width:
                    block = blocks.popleft()
                    mine = [one for one in block.members if block.tried or claim(self.key(recipe, one))]
                    yield from (Event(one, 0, (), None, elsewhere=True) for one in block.members if one not in mine)
                    if mine:
                        task = _trained_there(sent, mine, self.key(recipe, mine[0]))
                        under_way[task] = _Block(tuple(mine), block.tried)
                self._wait_for_machines()
                for task in ray.wait(list(under_way), timeout=LOOK)[0] if under_way else ():
                    block = under_way.pop(task)
                    trials = _fetched(task, block)
                    if trials is None:
                        blocks.appendleft(block._replace(tried=block.tried + 1))
                        continue
                    for member, trial in zip(block.members, trials, strict=True):
                        yield Event(member, trial.steps, tuple(trial.curve), trial, trial.seconds)
        finally:
            for task in under_way:
                ray.cancel(task, force=True)

    def _wait_for_machines(self) -> None:
        import ray

        until = time.monotonic() + PATIENCE
        while not ray.cluster_resources().get("CPU"):
            if time.monotonic() > until:
                raise ActlabError(_("the Ray cluster {address} has no processor left.").format(address=self.address))
            time.sleep(LOOK)


def _by_seed(members: Sequence[Member]) -> Iterator[_Block]:
    for _seed, block in groupby(sorted(members, key=lambda member: member.seed), key=lambda member: member.seed):
        yield _Block(tuple(block))


def _connect(address: str, processors: int | None) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anybody
    try:
        import ray
    except ImportError:
        text = _("cluster: Ray is not installed. Type: pip install 'actlab[cluster]'.")
        raise InvalidInput(text) from None
    if ray.is_initialized():
        return
    # a local one listens to this machine alone, without a dashboard
    own = {"num_cpus": processors, "include_dashboard": False} if address == LOCAL else {}
    try:
        with warnings.catch_warnings():
            # what Ray forks becomes another program at once, and never asks JAX for anything
            warnings.filterwarnings("ignore", r"os\.fork\(\) was called", RuntimeWarning)
            ray.init(address=address, log_to_driver=False, logging_level="ERROR", **own)
    except (ConnectionError, ValueError, RuntimeError, OSError) as error:
        text = _("cluster: no Ray cluster answers at {address} ({reason}). Give its address, or local.")
        reason = " ".join(str(error).split())[:200]
        raise InvalidInput(text.format(address=address, reason=reason), "cluster", LOCAL) from None


def _trained_there(sent: ObjectRef, members: Sequence[Member], expected: Key) -> ObjectRef:
    import ray

    # the driver itself tries again, so that a lack of memory is not retried for ever
    remote = ray.remote(num_cpus=1, max_retries=0)(_train)
    return remote.remote(sent, list(members), expected)


def _train(sent: tuple[Maker, Recipe], members: Sequence[Member], expected: Key) -> list[Trial] | _Stranger:
    """Train a block, in a worker; it is a stranger where it would give the first network another key."""
    trainer, recipe = sent
    threads = Threads(choose_devices(1), trainer)
    key = threads.key(recipe, members[0])
    if key != expected:
        return _Stranger(os.uname().nodename, key)
    found = {event.trial.key: event.trial for event in threads.run(recipe, members) if event.trial}
    return [found[threads.key(recipe, member)] for member in members]


def _fetched(task: ObjectRef, block: _Block) -> list[Trial] | None:
    """Return what a worker has trained; None where it died, and another may be tried.

    Raises ActlabError where it is not to be tried again.
    """
    import ray
    from ray import exceptions

    died = exceptions.WorkerCrashedError, exceptions.OutOfMemoryError, exceptions.NodeDiedError
    lost = exceptions.ObjectLostError, exceptions.OwnerDiedError, exceptions.RaySystemError
    try:
        found: list[Trial] | _Stranger = ray.get(task)
    except exceptions.RayTaskError as error:
        raise error.cause if isinstance(error.cause, ActlabError) else ActlabError(_one_line(error.cause)) from None
    except (*died, *lost) as error:
        if block.tried < RETRIES:
            return None
        text = _("seed {seed} was given to {n} workers of the cluster, and each of them died: {reason}")
        raise ActlabError(text.format(seed=block.members[0].seed, n=RETRIES + 1, reason=_one_line(error))) from None
    if isinstance(found, _Stranger):
        raise ActlabError(_difference(found))
    return found


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


def _difference(stranger: _Stranger) -> Text:
    text = _(
        "the worker on {node} computes with {platform}, {versions}: its networks would not be the same. Install there "
        "what is here."
    )
    return text.format(node=stranger.node, platform=stranger.key.platform, versions=stranger.key.versions)
