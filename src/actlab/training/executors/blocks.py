"""Trains on accelerators: blocks of networks of one activation, a host thread per device.

The blocks of the first seeds come first, whatever the activation, so that an interruption leaves complete pairs.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator, Sequence

import jax

from actlab.training.block_trainer import Block, BlockTrainer
from actlab.training.executors.hosting import News, hosted
from actlab.training.faults import reason
from actlab.training.recipe import Recipe
from actlab.training.trainer import Checkpoints, Claim, Event, Member, Stopped, everything
from actlab.training.trial import Key, Status

WIDEST = 256  # networks in a program: more gain next to nothing (benchmarks/README.md)


def width_for(networks: int) -> int:
    """Return how wide the program is for so many networks of an activation: a power of two that holds them.

    A rule, not a measurement, so that it is the same wherever a study goes on.

    >>> [width_for(networks) for networks in (1, 8, 40, 1000)]
    [1, 8, 64, 256]
    """
    return min(WIDEST, 1 << (networks - 1).bit_length())


def suits(recipe: Recipe, devices: Sequence[jax.Device]) -> bool:
    """Return whether networks of a recipe can be trained side by side, on devices on which that helps."""
    return all(device.platform != "cpu" for device in devices) and not recipe.probes and not recipe.resplit


class Blocks:
    """One host thread per device, to which a block of networks is a unit of work."""

    def __init__(self, devices: Sequence[jax.Device], side_by_side: int) -> None:
        self.devices, self.side_by_side = tuple(devices), side_by_side

    @property
    def width(self) -> int:
        """How many blocks are trained at a time; the seconds of a block are shared by its networks."""
        return len(self.devices)

    @property
    def here(self) -> int:
        """How many networks this machine has to hold at a time."""
        return len(self.devices) * self.side_by_side

    @property
    def names(self) -> tuple[str, ...]:
        """What trains, for the record."""
        return tuple(f"{device.platform}:{device.id} x {self.side_by_side}" for device in self.devices)

    def key(self, recipe: Recipe, member: Member) -> Key:
        """Return all that a network's bits depend on."""
        return BlockTrainer(recipe, self.devices[0], self.side_by_side).key(member)

    def run(
        self,
        recipe: Recipe,
        members: Sequence[Member],
        claim: Claim = everything,
        checkpoints: Checkpoints | None = None,
    ) -> Generator[Event, None, None]:
        """Train all members and yield events for each after every piece, as ``Threads`` does.

        A block is claimed when it is about to begin; what is denied of it is left out. Nothing is kept of a block under
        way: on what this is for, it does not take long.
        """
        blocks: queue.SimpleQueue[Sequence[Member]] = queue.SimpleQueue()
        for block in self._blocks(members):
            blocks.put(block)

        def work(news: News, stop: threading.Event, device: jax.Device) -> None:
            trainer = BlockTrainer(recipe, device, self.side_by_side)
            while not stop.is_set():
                try:
                    wanted = blocks.get_nowait()
                except queue.Empty:
                    return
                _train(trainer, wanted, claim, news, stop)

        yield from hosted(self.devices, work, len(members))

    def _blocks(self, members: Sequence[Member]) -> Iterator[Sequence[Member]]:
        of_arm: dict[str, list[Member]] = {}
        for member in members:
            of_arm.setdefault(member.activation.digest, []).append(member)
        for begin in range(0, max(map(len, of_arm.values()), default=0), self.side_by_side):
            yield from (block for row in of_arm.values() if (block := row[begin : begin + self.side_by_side]))


def _train(trainer: BlockTrainer, wanted: Sequence[Member], claim: Claim, news: News, stop: threading.Event) -> None:
    """Train what may be trained here of a block; whatever a user's code or the machine raises fails its networks."""
    block = trainer.block([])
    for member in wanted:
        course = trainer.start(member)
        if claim(course.key):
            block.courses.append(course)
        else:
            news.put(course.event._replace(elsewhere=True))
    while block.under_way:
        before = [course for _place, course in block.under_way]
        try:
            trainer.advance_block(block, stop.is_set)
        except Stopped:
            return
        except Exception as error:
            _fail(block, reason(error))
        for course in before:
            news.put(course.event)
        if stop.is_set():
            return


def _fail(block: Block, why: str) -> None:
    for _place, course in block.under_way:
        course.end(Status.FAILED, reason=why)
