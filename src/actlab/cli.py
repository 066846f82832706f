"""The command line: parse, call the API, print. No logic, and nothing heavy is imported before it is needed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import cyclopts
from cyclopts import App, Parameter
from rich.console import Console

from actlab.errors import ActlabError, InvalidInput
from actlab.language import _
from actlab.studies.protocols import PROTOCOLS

OK, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

app = App(
    name="actlab",
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


AsJson = Annotated[bool, Parameter(name="--json", negative="", help=_("Print JSON on standard output."))]


@app.command
def compare(
    *activations: Annotated[str, _option(_("Activations, such as relu or elu(alpha=0.5).") + " [the tutorial's five]")],
    protocol: Annotated[str, _option(_("A named, complete set of choices."), "tutorial")] = "tutorial",
    quick: Annotated[bool, Parameter(negative="", help=_("Try it in seconds, on the small data set digits."))] = False,
    data: Annotated[str | None, _option(_("Data set: mnist, digits, fashion-mnist."), _tutorial["data"])] = None,
    seeds: Annotated[str | None, _option(_("Networks per activation; pairs share a seed."), _tutorial["seeds"])] = None,
    steps: Annotated[str | None, _option(_("Training steps."), _tutorial["steps"])] = None,
    batch: Annotated[str | None, _option(_("Examples per step."), _tutorial["batch"])] = None,
    lr: Annotated[str | None, _option(_("Learning rate."), _tutorial["lr"])] = None,
    optimizer: Annotated[str | None, _option(_("Optimiser: sgd, momentum, adam, ..."), _tutorial["optimizer"])] = None,
    init: Annotated[
        str | None,
        _option(_("Initialisation: tutorial, he, glorot, lecun, matched."), _tutorial["initialisation"]),
    ] = None,
    network: Annotated[str | None, _option(_("Architecture."), _tutorial["network"])] = None,
    control: Annotated[str | None, _option(_("What the others are compared with."), "relu")] = None,
    probes: Annotated[
        str | None, _option(_("What to measure beside the curves: dead, saturated, gradient, ..., or all."), _("none"))
    ] = None,
    out: Annotated[Path | None, _option(_("Folder for the files."), _("a fresh one in actlab-studies/"))] = None,
    devices: Annotated[int | None, _option(_("Processor cores or GPUs to use; changes no result."), _("all"))] = None,
    as_json: AsJson = False,
) -> int:
    """Train networks that differ only in the activation, and say which is better and how sure that is."""
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
        probes=probes,
        out=out,
        write=True,
        devices=devices,
    )
    if as_json:
        _print_json(comparison(study))
    else:
        console = Console(highlight=False)
        console.print(outcome_parts(study))
        console.print(_("Written:"), *(f"  {path}" for path in study.files), sep="\n", soft_wrap=True)
    return INTERRUPTED if study.interrupted else OK


@app.command
def show(
    activation: Annotated[str, _option(_("An activation, such as elu or elu(alpha=0.5)."))],
    png: Annotated[Path | None, _option(_("Write the figure as PNG."))] = None,
    svg: Annotated[Path | None, _option(_("Write the figure as SVG."))] = None,
    as_json: AsJson = False,
) -> int:
    """Draw an activation and its derivative, and print what is known of it."""
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


@app.command
def explain(
    *activations: Annotated[str, _option(_("Activations.") + " [the tutorial's five]")],
    init: Annotated[str, _option(_("Initialisations, with commas."), "matched,tutorial")] = "matched,tutorial",
    width: Annotated[int, _option(_("Units of a layer."), 500)] = 500,
    depth: Annotated[int, _option(_("Layers."), 30)] = 30,
    draws: Annotated[int, _option(_("Random networks to measure."), 8)] = 8,
    out: Annotated[Path | None, _option(_("Folder for the figure, as PNG and SVG."))] = None,
    as_json: AsJson = False,
) -> int:
    """Say why: signal and gradient through depth, predicted and measured in random networks, before any training."""
    from actlab.report.explain import explain as run
    from actlab.report.explanation import explanation_data, explanation_parts

    found, files = run(activations, init, width=width, depth=depth, draws=draws, out=out)
    if as_json:
        _print_json({"explanations": explanation_data(found), "files": [str(path) for path in files]})
        return OK
    console = Console(highlight=False)
    console.print(explanation_parts(found))
    for path in files:
        console.print(_("Written:"), path, soft_wrap=True)
    return OK


@app.command
def cost(
    *activations: Annotated[str, _option(_("Activations."), _("the whole catalogue"))], as_json: AsJson = False
) -> int:
    """Measure the time per element, forward and backward, as ratios to relu, in float32 and bfloat16."""
    from actlab.report.cost import cost_data, cost_table, costs

    found, step = costs(activations)
    if as_json:
        _print_json(cost_data(found, step))
    else:
        Console(highlight=False).print(cost_table(found, step))
    return OK


@app.command
def demo(
    name: Annotated[
        str,
        _option(_("One of:") + " linear-collapse, vanishing-gradient, dead-units, leak, elu-cost, output-layer"),
    ],
    quick: Annotated[bool, Parameter(negative="", help=_("A smaller one, in seconds."))] = False,
    out: Annotated[Path | None, _option(_("Folder for the figure, as PNG and SVG."))] = None,
    as_json: AsJson = False,
) -> int:
    """Show what a sentence of the tutorial means, with numbers and a figure."""
    from actlab.demos.table import demonstrate

    outcome, files = demonstrate(name, quick=quick, out=out)
    if as_json:
        _print_json({"demo": name, **outcome.numbers, "files": [str(path) for path in files]})
        return OK
    print(_("The tutorial says: {sentence}").format(sentence=outcome.sentence), "", *outcome.findings, sep="\n")
    for path in files:
        print(_("Written:"), path)
    return OK


def _figure_file(activation: Any, path: Path, ending: str) -> Path:
    from actlab.report.activation_figure import figure
    from actlab.report.figures import save

    return save(figure(activation), path if path.suffix else path.with_suffix(ending))


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
