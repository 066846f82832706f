"""The command line: parse, call the API, print. No logic, and nothing heavy is imported before it is needed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import cyclopts
from cyclopts import App, Parameter
from rich.console import Console

from actlab.errors import ActlabError, InvalidInput
from actlab.language import _, requested, use
from actlab.studies.protocols import PROTOCOLS

OK, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

use(requested(sys.argv, os.environ))  # before the first text is made; a command's own --lang is for the help
app = App(
    name="actlab",
    group_commands=_("Commands"),
    group_arguments=_("Arguments"),
    group_parameters=_("Options"),
    help=_("Which activation function should a network use, and is the difference real?"),
    help_format="plaintext",
    exit_on_error=False,
    print_error=False,
    result_action="return_value",
)
_tutorial = PROTOCOLS["tutorial"].defaults


def _option(text: str, default: Any = None, name: str | None = None) -> Parameter:
    shown = f"{text} [{default}]" if default is not None else text
    return Parameter(name=name, help=shown, show_default=False)


Lang = Annotated[Literal["en", "pt"] | None, _option(_("Language of the texts."), _("the system's"))]
AsJson = Annotated[
    bool, Parameter(name="--json", negative="", show_default=False, help=_("Print JSON on standard output."))
]


@app.command(help=_("Train networks that differ only in the activation, and say which is better and how sure that is."))
def compare(
    *activations: Annotated[str, _option(_("Activations, such as relu or elu(alpha=0.5)."), _("the tutorial's five"))],
    protocol: Annotated[str, _option(_("A named, complete set of choices."), "tutorial")] = "tutorial",
    quick: Annotated[
        bool, Parameter(negative="", show_default=False, help=_("Try it in seconds, on the small data set digits."))
    ] = False,
    data: Annotated[str | None, _option(_("Data set: mnist, digits, fashion-mnist."), _tutorial["data"])] = None,
    seeds: Annotated[str | None, _option(_("Networks per activation; pairs share a seed."), _tutorial["seeds"])] = None,
    steps: Annotated[str | None, _option(_("Training steps."), _tutorial["steps"])] = None,
    batch: Annotated[str | None, _option(_("Examples per step."), _tutorial["batch"])] = None,
    lr: Annotated[str | None, _option(_("Learning rate, or tune."), _tutorial["lr"])] = None,
    optimizer: Annotated[str | None, _option(_("Optimiser: sgd, momentum, adam, ..."), _tutorial["optimizer"])] = None,
    init: Annotated[
        str | None,
        _option(_("Initialisation: tutorial, he, glorot, lecun, matched."), _tutorial["initialisation"]),
    ] = None,
    network: Annotated[str | None, _option(_("Architecture."), _tutorial["network"])] = None,
    control: Annotated[str | None, _option(_("What the others are compared with."), "relu")] = None,
    margin: Annotated[
        float | None, _option(_("Differences below this are equivalent, as a fraction."), _tutorial["margin"])
    ] = None,
    until_decided: Annotated[
        bool,
        Parameter(
            negative="",
            show_default=False,
            help=_("Add seeds until every comparison has a verdict, or --seeds is reached."),
        ),
    ] = False,
    methods: Annotated[
        Literal["en", "pt"] | None, _option(_("Print a methods paragraph for a paper, in English or Portuguese."))
    ] = None,
    out: Annotated[Path | None, _option(_("Folder for the files."), _("a fresh one in actlab-studies/"))] = None,
    devices: Annotated[int | None, _option(_("Processor cores or GPUs to use; changes no result."), _("all"))] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.report.document import comparison
    from actlab.report.text import outcome_parts
    from actlab.studies.compare import compare

    study = compare(
        activations or None,
        protocol=protocol,
        quick=quick,
        data=data,
        seeds=seeds,
        steps=steps,
        batch=batch,
        lr=lr,
        optimizer=optimizer,
        init=init,
        network=network,
        control=control,
        margin=margin,
        until_decided=until_decided,
        out=out,
        write=True,
        devices=devices,
    )
    if as_json:
        _print_json(comparison(study))
    else:
        console = Console(highlight=False)
        console.print(outcome_parts(study))
        if methods:
            console.print(study.methods(methods), soft_wrap=True, markup=False)
        console.print(_("Written:"), *(f"  {path}" for path in study.files), sep="\n", soft_wrap=True)
    return INTERRUPTED if study.interrupted else OK


@app.command(help=_("Draw an activation and its derivative, and print what is known of it."))
def show(
    activation: Annotated[str, _option(_("An activation, such as elu or elu(alpha=0.5)."))],
    png: Annotated[Path | None, _option(_("Write the figure as PNG."))] = None,
    svg: Annotated[Path | None, _option(_("Write the figure as SVG."))] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.functions.activation import activation as find
    from actlab.report.page import facts, page

    found = find(activation)
    written = [_figure_file(found, path, ending) for path, ending in ((png, ".png"), (svg, ".svg")) if path]
    if as_json:
        _print_json({**facts(found), "files": [str(path) for path in written]})
        return OK
    from actlab.report.activation_figure import in_terminal

    console = Console(highlight=False)
    console.print(page(found))
    print(in_terminal(found, colour=console.is_terminal))
    for path in written:
        console.print(_("Written:"), path, soft_wrap=True)
    return OK


@app.command(help=_("Say which arms differ in results made elsewhere, and how sure that is."))
def judge(
    file: Annotated[Path | None, _option(_("Results: CSV, Parquet or JSON, one row per network or per seed."))] = None,
    metric: Annotated[str | None, _option(_("Column of the metric."), _("guessed"))] = None,
    lower_is_better: Annotated[
        bool | None,
        Parameter(negative="--higher-is-better", help=_("The metric is a loss. [guessed]"), show_default=False),
    ] = None,
    control: Annotated[str | None, _option(_("What the others are compared with."), "relu")] = None,
    margin: Annotated[
        float | None, _option(_("Differences below this are equivalent, in units of the metric."))
    ] = None,
    summary: Annotated[
        list[str] | None,
        Parameter(
            consume_multiple=True,
            negative="",
            help=_('Published numbers instead of a file, one text per arm: "name mean SD n".'),
        ),
    ] = None,
    methods: Annotated[
        Literal["en", "pt"] | None, _option(_("Print a methods paragraph for a paper, in English or Portuguese."))
    ] = None,
    png: Annotated[Path | None, _option(_("Write the figure as PNG."))] = None,
    svg: Annotated[Path | None, _option(_("Write the figure as SVG."))] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.report import judged
    from actlab.report.methods import methods as paragraph

    if (file is None) == (summary is None):
        raise InvalidInput(
            _("judge takes a file, or --summary with published numbers; write actlab judge results.csv.")
        )
    if summary is not None:
        from actlab.studies.summaries import judge_summaries

        means = judge_summaries(summary, control)
        _print(judged.summaries_document(means) if as_json else judged.summaries_parts(means))
        return OK
    from actlab.studies.judgement import judge

    found = judge(cast(Path, file), metric=metric, lower_is_better=lower_is_better, control=control, margin=margin)
    written = [_judged_figure(found, path, ending) for path, ending in ((png, ".png"), (svg, ".svg")) if path]
    if as_json:
        _print_json({**judged.judgement_document(found), "files": [str(path) for path in written]})
        return OK
    _print(judged.judgement_parts(found))
    if methods:
        _print(paragraph(found, methods))
    for path in written:
        _print(_("Written:") + f" {path}")
    return OK


def _judged_figure(found: Any, path: Path, ending: str) -> Path:
    from actlab.report.comparison_figure import figure
    from actlab.report.figures import save

    return save(figure(found), path if path.suffix else path.with_suffix(ending))


def _figure_file(activation: Any, path: Path, ending: str) -> Path:
    from actlab.report.activation_figure import figure
    from actlab.report.figures import save

    return save(figure(activation), path if path.suffix else path.with_suffix(ending))


def _print(content: Any) -> None:
    """Print plain data as JSON, and what people read as text."""
    if isinstance(content, dict):
        _print_json(content)
    else:
        Console(highlight=False).print(content, soft_wrap=isinstance(content, str), markup=False)


def _print_json(content: Any) -> None:
    print(json.dumps(content, indent=2, ensure_ascii=False))


def main() -> None:
    """Run the command line: exit status 0, 1 (failed), 2 (bad input) or 130 (interrupted)."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    try:
        return app(arguments) or OK
    except cyclopts.CycloptsError as error:
        return _complain(_one_line(error), BAD_INPUT)
    except InvalidInput as error:
        return _complain(str(error), BAD_INPUT)
    except ActlabError as error:
        return _complain(str(error), FAILED)
    except KeyboardInterrupt:
        return _complain(_("interrupted."), INTERRUPTED)


def _one_line(error: cyclopts.CycloptsError) -> str:
    return " ".join(str(error).split()) + " " + _("See actlab --help.")


def _complain(message: str, status: int) -> int:
    print(f"actlab: {message}", file=sys.stderr)
    return status
