"""A study of a network of the user's own: stored by its content, gone on with only as long as it is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import actlab
import actlab.networks.network as networks
from actlab.errors import InvalidInput

NET = """
def net_parameters(shape, outputs):
    return {"in": (64, 8), "out": (8, outputs)}

def net(weights, x, activate):
    return activate("1", x.reshape(len(x), 64) @ weights["in"]) @ weights["out"]
"""


def test_a_study_goes_on_with_its_own_network_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = tmp_path / "mine.py", tmp_path / "out"
    file.write_text(NET)
    monkeypatch.chdir(tmp_path)
    choices = {"data": "digits", "network": "mine.py:net", "steps": 20, "seeds": 2}
    study = actlab.compare(["relu", "tanh"], out=out, **choices)
    assert study.plan.network.spec.startswith("mine.py:net#")
    assert str(tmp_path) not in (out / "report.html").read_text(encoding="utf-8").replace(str(out), "")
    file.write_text(NET.replace("64, 8), ", "64, 9), ").replace("(8,", "(9,"))
    with pytest.raises(InvalidInput, match=r"another plan \(network: .*mine\.py:net#\w+ -> .*mine\.py:net#\w+\)"):
        actlab.compare(["relu", "tanh"], out=out, **choices)
    monkeypatch.setattr(networks, "_read", {})  # as in another process
    with pytest.raises(InvalidInput, match=r"network: mine\.py:net is not the network any more that was trained"):
        actlab.open(out).resume(seeds=3)
    file.write_text(NET)
    monkeypatch.chdir("/")
    assert len(actlab.open(out).resume(seeds=3).plan.evaluation_seeds) == 3


def test_no_statistics_of_batches_where_derivatives_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"poisson asks for derivatives .* batch normalisation mixes"):
        actlab.compare(["tanh"], data="poisson", network="mlp(8,norm=batch)", seeds=2, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
