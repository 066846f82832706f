"""actlab itself: one network per processor core, all cores at once."""

from __future__ import annotations

from actlab import activation
from actlab.training.devices import choose_devices
from actlab.training.executors.threads import Threads
from actlab.training.precision import SINGLE
from actlab.training.trainer import Member
from benchmarks.material import recipe
from benchmarks.work import FIVE, RATE, Answer, Run, Task

ACTIVATIONS = FIVE


def setup(task: Task, precision: str = SINGLE) -> Run:
    """Train the networks on all devices; the time is that of the compiled segments, shared by those that train."""
    executor, work = Threads(choose_devices()), recipe(task.work, precision)

    def run(name: str) -> Answer:
        members = [Member(activation(name), RATE, seed) for seed in task.seeds]
        trials = [event.trial for event in executor.run(work, members) if event.trial]
        seconds = sum(trial.seconds for trial in trials) / sum(trial.steps for trial in trials)
        losses = {trial.key.seed: trial.test["loss"] for trial in trials if trial.test}
        return Answer(seconds / min(executor.width, len(members)), losses)

    return run
