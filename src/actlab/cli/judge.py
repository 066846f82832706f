"""``actlab judge``: the same verdicts for results made elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

from cyclopts import Parameter

from actlab.cli.options import (
    OK,
    AsJson,
    Lang,
    Methods,
    Png,
    Svg,
    app,
    figure_files,
    option,
    show_files,
    show_json,
    show_text,
)
from actlab.errors import InvalidInput
from actlab.words import _


@app.command(help=_("Say which arms differ in results made elsewhere, and how sure that is."))
def judge(
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
    lang: Lang = None,
) -> int:
    if (file is None) == (summary is None):
        raise InvalidInput(
            _("judge takes a file, or --summary with published numbers; write actlab judge results.csv.")
        )
    if summary is not None:
        return _judge_summaries(summary, control, as_json)
    from actlab.report import judged
    from actlab.report.comparison_figure import figure
    from actlab.report.methods import methods as paragraph
    from actlab.studies.judgement import judge

    found = judge(cast(Path, file), metric=metric, lower_is_better=lower_is_better, control=control, margin=margin)
    files = figure_files(lambda: figure(found), png, svg)
    if as_json:
        show_json({**judged.judgement_document(found), "files": files})
        return OK
    show_text(judged.judgement_parts(found))
    if methods:
        show_text(paragraph(found, methods))
    show_files(files)
    return OK


def _judge_summaries(summary: list[str], control: str | None, as_json: bool) -> int:
    from actlab.report import judged
    from actlab.studies.summaries import judge_summaries

    means = judge_summaries(summary, control)
    if as_json:
        show_json(judged.summaries_document(means))
    else:
        show_text(judged.summaries_parts(means))
    return OK
