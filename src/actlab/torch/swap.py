"""``swap(model, activation, batch)``: another activation at every site of a role, or the reason why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import torch
from torch import nn

from actlab.errors import InvalidInput, unknown
from actlab.functions.find import Spelling, find
from actlab.functions.on_torch import Elementwise
from actlab.functions.record import Activation
from actlab.torch.census.census import Census
from actlab.torch.census.page import called
from actlab.torch.census.record import HIDDEN, ROLES, UNDECIDED, Site
from actlab.torch.census.running import copied
from actlab.torch.census.taking import Look, census_of, look
from actlab.torch.swapping.interception import CHILD, Step, Steps, intercept
from actlab.torch.swapping.proof import Sentinel, prove, run
from actlab.words import _

LAYERS = (nn.TransformerEncoderLayer, nn.TransformerDecoderLayer)  # which hold their function as an attribute

Make = Callable[[], nn.Module]


def swap(
    model: nn.Module,
    activation: Spelling,
    batch: Any,
    where: str | Sequence[str] = HIDDEN,
    *,
    leave: str | Sequence[str] = (),
    tied: bool = False,
) -> nn.Module:
    """Return a copy of a model with another activation at every site of a role; the model itself stays as it is.

    ``batch`` is what the model is given: a tensor, a tuple of arguments, or a dict of them by name. ``where`` are
    roles, names of sites or paths of modules, as ``sites`` shows them; those in ``leave`` keep what they have. Each
    site has an activation of its own, with its own learnt parameters; one module that is called several times in one
    forward is refused where parameters are learnt, unless ``tied``. Parameters that are learnt per unit are so along
    the last axis. Names of all other parameters stay what they were. Nothing works in place any more.

    It is proved before it is returned: with sentinels in place of the new activations, that compute what the old ones
    did, the model runs on the batch as it is trained and evaluated, with and without gradients, watched and unwatched,
    and they are called at each site as often as the old ones were.

    Raises InvalidInput where that cannot be done or proved, with the site and the reason.

    >>> model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    >>> swap(model, "elu(alpha=0.5)", torch.ones(2, 4))
    Sequential(
      (0): Linear(in_features=4, out_features=8, bias=True)
      (1): Elementwise(elu(alpha=0.5))
      (2): Linear(in_features=8, out_features=1, bias=True)
    )
    """
    leave = _words(leave)
    record, made, old, watched = find(activation), copied(model), copied(model), copied(model)
    seen = look(watched, batch)
    census = census_of(watched, seen)
    chosen = _chosen(census, _words(where), leave)
    news = {site: partial(_new, record, site, made, tied) for site in chosen}
    placed = _placed(old, census, {site: partial(Sentinel, *seen.region(site)) for site in chosen}, seen)
    prove(old, batch, placed, _words(where), leave)
    _placed(made, census, news, seen)
    run(made, batch)
    return made


def _placed(model: nn.Module, census: Census, news: Mapping[Site, Make], seen: Look) -> dict[Site, tuple[str, ...]]:
    """Put new activations into a model, and return their paths; nothing works in place from then on."""
    placed: dict[Site, tuple[str, ...]] = {}
    for path, sites in _by_module(list(news)).items():
        if sites[0].nth:
            placed |= _install(model, path, {site: news[site] for site in sites}, seen)
        else:
            placed |= _install_module(model, sites[0], news[sites[0]])
    for site in census.sites:
        if not site.nth and getattr(model.get_submodule(site.path), "inplace", False):
            model.get_submodule(site.path).inplace = False
    return placed


def _words(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _chosen(census: Census, words: list[str], leave: Sequence[str]) -> tuple[Site, ...]:
    """Return the sites to replace; refuse what is unknown, what cannot be replaced, and what nobody can decide."""
    allowed = {word for site in census.sites for word in (site.name, site.path, site.role)}
    allowed |= {escape.path for escape in census.escapes}
    for word in [*words, *leave]:
        if word not in allowed | set(ROLES):
            raise unknown(_("site"), word, allowed)
    left = set(census.chosen(leave))
    found = tuple(site for site in census.chosen(words) if site not in left)
    if set(words) & set(ROLES):
        _complete(census, words, left, leave)
    if not found:
        have = ", ".join(dict.fromkeys(site.role for site in census.sites)) or _("none")
        text = _("there is no site {words} in this model on this batch; roles that there are: {roles}.")
        raise InvalidInput(text.format(words=", ".join(words), roles=have))
    for site in found:
        if site.obstacle:
            text = _("{site} ({spelling}) cannot be replaced: {reason}.")
            message = text.format(site=called(site.name), spelling=site.spelling, reason=site.obstacle)
            names = [other.name for other in found if other.obstacle]
            raise InvalidInput(message, "leave", repr([*leave, *names]))
    return found


def _complete(census: Census, words: list[str], left: set[Site], leave: Sequence[str]) -> None:
    """Refuse where it could not be said that all sites of a role are replaced."""
    for escape in census.escapes:
        if not escape.bypass and escape.path not in leave:
            text = _("{site} {reason}.")
            raise InvalidInput(text.format(site=called(escape.path), reason=escape.reason))
    open_ones = [site for site in census.sites if site.role == UNDECIDED and site not in left]
    if UNDECIDED not in words and open_ones and not all({s.name, s.path} & set(words) for s in open_ones):
        site = open_ones[0]
        text = _("nobody can tell whether {site} ({spelling}) is hidden: {why}. Name it in where, or in leave.")
        message = text.format(site=called(site.name), spelling=site.spelling, why=site.why)
        if site.obstacle:
            raise InvalidInput(message, "leave", repr([one.name for one in open_ones]))
        raise InvalidInput(message, "where", repr([*words, *(one.name for one in open_ones)]))


def _by_module(chosen: Sequence[Site]) -> dict[str, list[Site]]:
    found: dict[str, list[Site]] = defaultdict(list)
    for site in chosen:
        found[site.path].append(site)
    return found


def _new(record: Activation, site: Site, model: nn.Module, tied: bool) -> Elementwise:
    """Return the activation for a site, where and in the precision in which the model has its weights."""
    units = None
    if any(parameter.learn == "unit" for parameter in record.learnt):
        if site.units != len(site.shape) - 1:
            text = _("{site} has units that are not its last axis, along which {name} learns.")
            raise InvalidInput(text.format(site=called(site.name), name=str(record)), "activation", "prelu")
        units = site.shape[-1]
    if record.learnt and site.repeats > 1 and not tied:
        text = _("{site} is one module that a forward calls {n} times, which would share what {name} learns.")
        raise InvalidInput(text.format(site=called(site.name), n=site.repeats, name=str(record)), "tied", "True")
    made = Elementwise(record, units)
    like = next((p for p in model.parameters() if p.is_floating_point()), torch.empty(0))
    made.to(like).train(model.training)
    return made


def _install_module(model: nn.Module, site: Site, make: Make) -> dict[Site, tuple[str, ...]]:
    """Put new activations wherever a module stands; one that has weights may stand at several places."""
    old = model.get_submodule(site.path)
    if old._forward_hooks or old._forward_pre_hooks or old._backward_hooks:
        raise InvalidInput(_("{site} has hooks, which would be lost: remove them first.").format(site=site.path))
    places = [
        (around, path, name)
        for path, around in model.named_modules()
        for name, child in around._modules.items()
        if child is old
    ]
    for around, _path, name in places:
        around._modules[name] = make()
        _off_the_fast_path(around)
    return {site: tuple(f"{path}.{name}" if path else name for _around, path, name in places)}


def _install(model: nn.Module, path: str, news: Mapping[Site, Make], seen: Look) -> dict[Site, tuple[str, ...]]:
    """Put new activations into a module whose forward spells the old ones."""
    module, sites = model.get_submodule(path), list(news)
    begins = f"{path}." if path else ""
    if isinstance(module, LAYERS) and len(sites) == 1 and not isinstance(module.activation, nn.Module):
        del module.activation
        module.activation = news[sites[0]]()
        _off_the_fast_path(module)
        return {sites[0]: (f"{begins}activation",)}
    if CHILD in module._modules or "forward" in vars(module):
        text = _("{site}: its forward has been replaced before; give the model as it was built.")
        raise InvalidInput(text.format(site=called(path)))
    intercept(module, _steps(path, sites, seen), [news[site]() for site in sites])
    return {site: (f"{begins}{CHILD}.{at}",) for at, site in enumerate(sites)}


def _off_the_fast_path(module: nn.Module) -> None:
    """Keep a layer from evaluating with the activation that it was built with, whatever it has now."""
    if hasattr(module, "activation_relu_or_gelu"):
        module.activation_relu_or_gelu = 0


def _steps(path: str, sites: list[Site], seen: Look) -> Steps:
    steps = {
        member.place: Step(at, member.root, member is site.members[-1])
        for at, site in enumerate(sites)
        for member in site.members
    }
    names = frozenset(member.name for site in sites for member in site.members)
    calls = [(one.trace, call) for one in seen.spelled for call in one.trace.calls]
    left = {call.place for trace, call in calls if trace.runs[call.run].path == path and call.name in names}
    return Steps(steps, names, frozenset(left - set(steps)))
