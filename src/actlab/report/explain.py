"""From a user's words to explanations and their figure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from actlab.errors import InvalidInput, unknown
from actlab.functions.find import find as activation
from actlab.networks.explain import Explanation
from actlab.networks.explain import explain as explain_all
from actlab.networks.initialise import INITIALISATIONS
from actlab.report.explanation_figure import depth_figure
from actlab.report.figures import save
from actlab.studies.protocols import CLAIM
from actlab.words import _

FORMATS = (".png", ".svg")


def explain(
    activations: Sequence[str], initialisations: str, *, width: int, depth: int, draws: int, out: Path | None = None
) -> tuple[list[Explanation], list[Path]]:
    """Explain activations (by default the tutorial's five); with ``out``, draw the figure into that folder.

    Raises InvalidInput for an unknown name, or a width, depth or number of draws that cannot be used.
    """
    names = [name.strip() for name in initialisations.split(",")]
    for name in names:
        if name not in INITIALISATIONS:
            raise unknown(_("initialisation"), name, INITIALISATIONS)
    for option, given, least, most in (("width", width, 2, 4000), ("depth", depth, 2, 200), ("draws", draws, 2, 1000)):
        if not least <= given <= most:
            message = _("--{option}: {given} is not allowed; it lies between {least} and {most}.")
            raise InvalidInput(message.format(option=option, given=given, least=least, most=most))
    chosen = [activation(spec) for spec in activations or CLAIM]
    found = explain_all(chosen, names, width=width, depth=depth, draws=draws)
    return found, files_of(depth_figure(found), out, "depth") if out else []


def files_of(figure: Figure, folder: Path, stem: str) -> list[Path]:
    """Write a figure into a folder as PNG and SVG, and return the paths.

    Raises InvalidInput when the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("--out: {folder} cannot be written ({reason}); choose a folder of yours, such as --out my-figures.")
        raise InvalidInput(message.format(folder=folder, reason=error.strerror)) from None
    return [save(figure, folder / (stem + ending)) for ending in FORMATS]
