"""What is known of a metric and a task without computing them: names, which way is better, how people read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from actlab.errors import unknown
from actlab.words import _


@dataclass(frozen=True)
class MetricRecord:
    """How a number of every example, whose mean is reported, is called and shown.

    ``name`` is what files say, ``title`` what people read; ``percent`` says that people read it in percent (in files
    it stays a fraction), ``counted`` that an example is either right (1) or wrong (0).
    """

    name: str
    title: str
    higher_is_better: bool = field(kw_only=True)
    percent: bool = field(default=False, kw_only=True)
    counted: bool = field(default=False, kw_only=True)

    @property
    def column(self) -> str:
        """Its name in the head of a file."""
        return self.name

    @property
    def unit(self) -> str:
        """The unit of a difference of two means, as people read it."""
        return _("points") if self.percent else ""


M = TypeVar("M", bound=MetricRecord)


@dataclass(frozen=True)
class TaskRecord(Generic[M]):
    """What is asked of data, and the metrics that are reported; the first is judged where nobody chooses."""

    name: str
    metrics: tuple[M, ...]

    def metric(self, name: str = "") -> M:
        """Return a metric by its name, the first without one.

        Raises InvalidInput for a name that the task does not have.

        >>> TaskRecord("regression", (MetricRecord("loss", _("loss"), higher_is_better=False),)).metric().title
        'loss'
        """
        known = {metric.name: metric for metric in self.metrics}
        if name and name not in known:
            raise unknown(_("metric"), name, known)
        return known[name] if name else self.metrics[0]
