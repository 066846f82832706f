"""A trainer that makes its numbers up, so that a whole study takes no time; they are the same every time."""

from __future__ import annotations

import random
from collections.abc import Callable

import jax

from actlab.training.recipe import Recipe
from actlab.training.trainer import Course, Member
from actlab.training.trial import CurvePoint, Key, Status

NAME = "stub"


def command(seeds: int) -> list[str]:
    """Return what is typed before the folder."""
    words = ["compare", "relu", "elu", "--format", "none", "--data", "digits", "--network", "mlp(4)", "--init", "he"]
    return [*words, "--lr", "0.05", "--steps", "2", "--trainer", NAME, "--seeds", str(seeds), "--out"]


COMMAND = command(3)


class Stub:
    """Trains nothing."""

    def __init__(self, recipe: Recipe, device: jax.Device) -> None:
        self.recipe = recipe

    def key(self, member: Member) -> Key:
        arm, rate = member.activation.digest, float(member.learning_rate)
        return Key(arm, self.recipe.digest, rate, member.seed, NAME, "stub 1")

    def start(self, member: Member) -> Course[None]:
        return Course(member, self.key(member))

    def advance(self, course: Course[None], stop: Callable[[], bool]) -> None:
        draw = random.Random(course.key.digest)
        scores = {metric.name: draw.random() for metric in self.recipe.data.task.metrics}
        course.curve = [CurvePoint(0, scores), CurvePoint(self.recipe.steps, scores)]
        course.steps, course.seconds = self.recipe.steps, draw.random()
        course.end(Status.FINISHED, test=scores, validation=scores)
