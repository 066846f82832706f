"""``actlab compare``: the main job. Its choices are those that the fields of a plan declare."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from actlab.cli.options import AsJson, Command, Form, Lang, Methods, Shard, option, several, switch
from actlab.cli.trained import show_trained
from actlab.report.render.table import renderer
from actlab.studies.choices import Place, places
from actlab.studies.plan import Plan
from actlab.studies.protocols import PROTOCOLS
from actlab.words import _

_TUTORIAL = PROTOCOLS["tutorial"].plan
_PROTOCOLS = _(
    "A named, complete set of choices: tutorial, aula (1000 steps, as in the author's script, for a class), fair (each "
    "activation at its best) or standard (for data of your own)."
)


def _compare(
    *activations: Annotated[
        str,
        option(
            _("Activations, such as relu, elu(alpha=0.5), mine=file.py:f or layers(relu, tanh)."),
            _("the tutorial's five"),
        ),
    ],
    protocol: Annotated[
        str | None,
        option(_PROTOCOLS, _("tutorial; for data that are not like its own standard")),
    ] = None,
    quick: Annotated[
        bool, switch(_("Try it in seconds, with a small network; without data of yours on the small data set digits."))
    ] = False,
    methods: Methods = None,
    out: Annotated[Path | None, option(_("Folder for the files."), _("a fresh one in actlab-studies/"))] = None,
    with_: Annotated[
        Path | None,
        option(_("Another study: what it has of these activations, trained likewise, is taken over."), name="--with"),
    ] = None,
    shard: Shard = None,
    devices: Annotated[int | None, option(_("Processor cores or GPUs to use; changes no result."), _("all"))] = None,
    cluster: Annotated[
        str | None, option(_("Ray cluster to train on: its address, or local. Changes no result."))
    ] = None,
    as_json: AsJson = False,
    form: Form = "terminal",
    lang: Lang = None,
    **choices: object,
) -> int:
    from actlab.facade import comparison

    renderer(form)  # an unknown one is refused before anything is trained
    given = {name: value for name, value in choices.items() if value not in (None, False)}
    study = comparison.compare(
        activations or None,
        protocol=protocol,
        quick=quick,
        out=out,
        write=True,
        with_=with_,
        devices=devices,
        cluster=cluster,
        shard=shard,
        progress=True,
        **given,
    )
    return show_trained(study, methods, as_json=as_json, form=form)


def _with_choices(run: Callable[..., int]) -> Callable[..., int]:
    """Put the choices of a plan among a command's options, before those that are no part of a plan."""
    signature = inspect.signature(run, eval_str=True)
    own = [parameter for parameter in signature.parameters.values() if parameter.kind is not parameter.VAR_KEYWORD]
    derived = [_parameter(place) for place in places(Plan).values() if place.choice]
    place = [parameter.name for parameter in own].index("methods")
    parameters = [*own[:place], *derived, *own[place:]]

    def command(*activations: str, **named: object) -> int:
        return run(*activations, **named)

    command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return command


def _parameter(place: Place) -> inspect.Parameter:
    """Return the option of a choice; what is typed is read by the plan, whose errors say more than a parser's."""
    assert place.choice
    section = getattr(_TUTORIAL, place.section)
    help_ = place.choice.help
    if place.switch:
        kind, default = Annotated[bool, switch(help_)], False
    elif place.choice.several:
        return inspect.Parameter(
            place.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[list[str] | None, several(help_)],
        )
    else:
        otherwise = place.choice.otherwise or getattr(section, place.field)
        kind, default = Annotated[str | None, option(help_, otherwise)], None
    return inspect.Parameter(place.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


COMPARE = Command(
    "compare",
    _with_choices(_compare),
    _("Train networks that differ only in the activation, and say which is better and how sure that is."),
)
