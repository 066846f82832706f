"""``actlab judge``: the same verdicts for results made elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from actlab.cli.options import OK, AsJson, Command, Form, Lang, Methods, Png, Svg, figure_paths, option
from actlab.cli.output import show, show_files, show_record, show_words
from actlab.errors import InvalidInput
from actlab.facade.language import language
from actlab.words import _


def _judge(
    file: Annotated[Path | None, option(_("Results: CSV, Parquet or JSON, one row per network or per seed."))] = None,
    /,
    *,
    metric: Annotated[str | None, option(_("Column of the metric."), _("guessed"))] = None,
    lower_is_better: Annotated[
        bool | None,
        Parameter(negative="--higher-is-better", help=_("The metric is a loss. [guessed]"), show_default=False),
    ] = None,
    control: Annotated[str | None, option(_("What the others are compared with."), "relu")] = None,
    margin: Annotated[float | None, option(_("Differences below this are equivalent, in units of the metric."))] = None,
    summary: Annotated[
        list[str] | None,
        Parameter(
            consume_multiple=True,
            negative="",
            help=_('Published numbers instead of a file, one text per arm: "name mean SD n".'),
        ),
    ] = None,
    methods: Methods = None,
    png: Png = None,
    svg: Svg = None,
    as_json: AsJson = False,
    form: Form = "terminal",
    lang: Lang = None,
) -> int:
    if (file is None) == (summary is None):
        raise InvalidInput(
            _("judge takes a file, or published numbers instead; write actlab judge results.csv."),
            "summary",
            '"gelu 93.32 0.19 3"',
        )
    if file is None:
        return _summaries(summary or [], control, as_json, form)
    from actlab.facade.judgement import judge

    found = judge(file, metric=metric, lower_is_better=lower_is_better, control=control, margin=margin)
    files = [found.save(path) for path in figure_paths(png, svg)]
    if as_json:
        show_record(found.record, "judgement", files=files)
        return OK
    show(found.document, language(), form)
    if methods:
        show_words("\n" + found.methods(methods), language())
    show_files(files, language(), form)
    return OK


def _summaries(summary: list[str], control: str | None, as_json: bool, form: str) -> int:
    from actlab.report.document.judgement_record import summaries_record
    from actlab.report.document.summaries import summaries
    from actlab.studies.summaries import judge_summaries

    means = judge_summaries(summary, control)
    if as_json:
        show_record(summaries_record(means), "summaries")
    else:
        show(summaries(means), language(), form)
    return OK


JUDGE = Command("judge", _judge, _("Say which arms differ in results made elsewhere, and how sure that is."))
