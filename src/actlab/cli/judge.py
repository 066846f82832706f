"""``actlab judge``: the same verdicts for results made elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_type_hints

from cyclopts import Parameter

from actlab.cli.options import (
    OK,
    AsJson,
    Command,
    Form,
    Lang,
    LowerIsBetter,
    Methods,
    Png,
    Svg,
    as_option,
    figure_paths,
    option,
    several,
    switch,
)
from actlab.cli.output import show, show_files, show_record, show_words
from actlab.errors import InvalidInput, unknown
from actlab.facade.language import language
from actlab.words import _

if TYPE_CHECKING:
    from actlab.facade.study import Study


def _refuse_options(files: tuple[Path, ...]) -> None:
    """Refuse an unknown option, which the parser takes for a file because of ``-``."""
    for file in map(str, files):
        if file.startswith("-") and file != "-":
            known = [as_option(name, "True") for name in get_type_hints(_judge) if name not in ("files", "return")]
            shown = _("those that {command} --help shows").format(command="actlab judge")
            raise unknown(_("option"), file.partition("=")[0], [*known, "--json", "--format"], shown)


def _judge(
    files: Annotated[
        tuple[Path, ...],
        Parameter(
            allow_leading_hyphen=True,
            help=_(
                "A study, or results: CSV, JSON, Parquet or XLSX, one row per network or per seed; - is standard input."
            ),
            show_default=False,
        ),
    ] = (),
    /,
    *,
    metric: Annotated[str | None, option(_("Column of the metric, or what the numbers are."), _("found"))] = None,
    lower_is_better: LowerIsBetter = None,
    control: Annotated[str | None, option(_("What the others are compared with."), "relu")] = None,
    margin: Annotated[float | None, option(_("Differences below this are equivalent, in units of the metric."))] = None,
    arm: Annotated[str | None, option(_("Column of what is compared; several with commas: model,activation."))] = None,
    seed: Annotated[str | None, option(_("Column of what belongs together; several with commas: seed,fold."))] = None,
    dataset: Annotated[str | None, option(_("Column of the data set; several with commas."))] = None,
    where: Annotated[list[str] | None, several(_("Only rows with this value, as in model=cnn; several times."))] = None,
    at: Annotated[
        Literal["last", "best-validation"] | None,
        option(_("Which row of a run with one per epoch: last or best-validation."), "last"),
    ] = None,
    chance: Annotated[
        list[str] | None,
        several(_("What predicting the commonest class gives, as in 0.1 or digits=0.1: failures count as that.")),
    ] = None,
    all_pairs: Annotated[bool, switch(_("Compare every two variants, not only with the control."))] = False,
    summary: Annotated[
        list[str] | None,
        several(_('Published numbers instead of a file, one text per variant: "name mean SD n".'), at_once=True),
    ] = None,
    methods: Methods = None,
    png: Png = None,
    svg: Svg = None,
    report: Annotated[Path | None, option(_("Write all of it as one page, such as report.html."))] = None,
    as_json: AsJson = False,
    form: Form = "terminal",
    lang: Lang = None,
) -> int:
    from actlab.facade.judgement import Judgement, judge_summaries, judge_table
    from actlab.facade.opening import is_study, open_study
    from actlab.studies.judging.asked import asked
    from actlab.studies.summaries import refuse_of_tables

    _refuse_options(files)
    if len(files) == 1 and is_study(files[0]):
        others = (lower_is_better, arm, seed, dataset, where, at, chance, summary)
        if any(one is not None for one in others):
            raise InvalidInput(_("a study knows its own columns: give only control, metric, margin or all pairs."))
        study = open_study(files[0], control=control, metric=metric, margin=margin, all_pairs=all_pairs or None)
        written = [study.report(report, force=True)] if report else []
        return _show_study(study, methods, figure_paths(png, svg), written, as_json, form)
    if bool(files) == (summary is not None):
        raise InvalidInput(
            _("judge takes a file, or published numbers instead; write actlab judge results.csv."),
            "summary",
            '"gelu 93.32 0.19 3"',
        )
    choices = asked(
        metric=metric,
        lower_is_better=lower_is_better,
        control=control,
        margin=margin,
        arm=arm,
        seed=seed,
        dataset=dataset,
        where=where,
        at=at,
        chance=chance,
        all_pairs=all_pairs,
    )
    found = judge_summaries(summary, choices) if summary is not None else judge_table(*map(str, files), choices=choices)
    if methods and not isinstance(found, Judgement):
        refuse_of_tables("methods")
    written = [found.save(path) for path in figure_paths(png, svg)]
    written += [found.report(report, force=True)] if report else []
    if as_json:
        name = "judgement" if isinstance(found, Judgement) else "summaries"
        show_record(found.record, name, files=written)
        return OK
    show(found.document, language(), form)
    if methods and isinstance(found, Judgement):
        show_words("\n" + found.methods(methods), language())
    show_files(written, language(), form)
    return OK


def _show_study(
    study: Study, methods: str | None, figures: list[Path], written: list[Path], as_json: bool, form: str
) -> int:
    for path in figures:
        study.plot(path)
    if as_json:
        show_record(study.record, "comparison")
        return OK
    show(study.document, language(), form)
    if methods:
        show_words("\n" + study.methods(methods), language())
    show_files([*figures, *written], language(), form)
    return OK


JUDGE = Command(
    "judge", _judge, _("Say which variants differ in a study or in results made elsewhere, and how sure that is.")
)
