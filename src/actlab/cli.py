"""The command line: parse, call the API, print. No logic, and nothing heavy is imported before it is needed."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Annotated, Any

import cyclopts
from cyclopts import App, Parameter
from rich.console import Console

from actlab.errors import ActlabError, ActlabWarning, InvalidInput
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
    activation: Annotated[str, _option(_("An activation: elu, elu(alpha=0.5), x*tanh(x), file.py:function."))],
    *others: Annotated[str, _option(_("More of them, drawn over it in one figure."))],
    png: Annotated[Path | None, _option(_("Write the figure as PNG."))] = None,
    svg: Annotated[Path | None, _option(_("Write the figure as SVG."))] = None,
    as_json: AsJson = False,
) -> int:
    """Draw an activation and its derivative, and print what is known of it; or draw several together."""
    from actlab.functions.activation import activation as find
    from actlab.report.page import facts, page, side_by_side

    found = [find(spec) for spec in (activation, *others)]
    written = [_figure_file(found, path, ending) for path, ending in ((png, ".png"), (svg, ".svg")) if path]
    files = [str(path) for path in written]
    if as_json:
        pages = [facts(each) for each in found]
        _print_json({**pages[0], "files": files} if not others else {"activations": pages, "files": files})
        return OK
    from actlab.report.terminal import in_terminal, together

    console = Console(highlight=False)
    console.print(side_by_side(found) if others else page(found[0]))
    colour = console.is_terminal
    print(together(found, colour=colour) if others else in_terminal(found[0], colour=colour))
    for path in written:
        console.print(_("Written:"), path, soft_wrap=True)
    return OK


@app.command(name="list")
def list_(
    family: Annotated[str | None, _option(_("Only this family, such as sigmoidal or self-gated."))] = None,
    where: Annotated[str | None, _option(_('Only these, such as "smooth and not monotone".'))] = None,
    duplicates: Annotated[bool, Parameter(negative="", help=_("What is another of them, rescaled."))] = False,
    as_json: AsJson = False,
) -> int:
    """List the catalogue, or those of a family or with a property."""
    from actlab.report.listing import chosen, duplicate_pairs, duplicate_table, records, table

    if duplicates:
        pairs = duplicate_pairs(chosen(family, where))
        _print_json(pairs) if as_json else Console(highlight=False).print(duplicate_table(pairs))
        return OK
    listed = chosen(family, where)
    _print_json(records(listed)) if as_json else Console(highlight=False).print(table(listed))
    return OK


@app.command
def export(
    activation: Annotated[str, _option(_("An activation, such as elu or x*tanh(x)."))],
    to: Annotated[str, _option(_("torch, keras, jax, numpy or latex."))],
) -> int:
    """Write an activation as code for another framework, with a short check, or as LaTeX."""
    from actlab.functions.activation import activation as find
    from actlab.functions.export import export

    print(export(find(activation), to), end="")
    return OK


def _figure_file(activations: list[Any], path: Path, ending: str) -> Path:
    from actlab.report.activation_figure import figure, overlay
    from actlab.report.figures import save

    drawing = figure(activations[0]) if len(activations) == 1 else overlay(activations)
    return save(drawing, path if path.suffix else path.with_suffix(ending))


def _print_json(content: Any) -> None:
    print(json.dumps(content, indent=2, ensure_ascii=False))


def main() -> None:
    """Run the command line: exit status 0, 1 (failed), 2 (bad input) or 130 (interrupted)."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    warnings.showwarning = _note
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


def _note(message: Warning | str, category: type[Warning], *place: Any, **_others: Any) -> None:
    print(f"actlab: {message}" if issubclass(category, ActlabWarning) else message, file=sys.stderr)


def _complain(message: str, status: int) -> int:
    print(f"actlab: {message}", file=sys.stderr)
    return status
