"""What becomes of a network that has taken its last step: sound, no better than one prediction for all, or broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from actlab.data.chance import Chance
from actlab.data.tasks import Task
from actlab.networks.weight import Weights
from actlab.training.evaluation import Evaluation
from actlab.training.member import Program
from actlab.training.trainer import Course
from actlab.training.trial import Scores, Status
from actlab.words import Text, _


def end(
    course: Course[Any],  # whatever its trainer's states are
    program: Program,
    weights: Weights,
    validation: Evaluation,
    test: Evaluation | None,
    chance: Chance,
    why: Callable[[], Text],
) -> None:
    """Freeze what became of a network; ``why`` says it of one that is not finite any more.

    ``chance`` is what one prediction for all scores on all that was read. ``test`` is None where it was left alone.
    """
    task, recipe, last = program.task, program.recipe, test or validation
    if not all(np.isfinite(one.scores[task.loss_metric.name]) for one in (last, validation)):
        course.end(Status.DIVERGED, reason=why())  # the very last step broke it
        return
    read = [one.examples for one in (validation, test) if one is not None]
    sound = chance.beaten_by(np.concatenate(read))
    # of use only where every seed is read on the same examples
    common = test if not recipe.resplit else None
    targets = np.asarray(recipe.data.splits.test.targets)
    correct, contributions = common.by_example(task.metrics[0], targets) if common else (None, None)
    course.end(
        Status.FINISHED if sound else Status.COLLAPSED,
        reason="" if sound else _("it ended no better than one prediction for all examples"),
        test=reported(test.scores, task) if test else None,
        validation=reported(validation.scores, task),
        correct=correct,
        unmoved=program.unmoved(weights),
        contributions=contributions,
    )


def reported(scores: Scores, task: Task) -> Scores:
    """Leave out the loss, where the task does not report it."""
    return {metric.name: scores[metric.name] for metric in task.metrics}
