"""Random networks: what does not fit is refused, and how they are drawn changes no number."""

from typing import Any

import numpy as np
import pytest

from actlab import InvalidInput
from actlab.functions.find import find
from actlab.measure.explain import explain
from actlab.measure.random_networks import NETWORKS, measure


def test_a_network_that_does_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actlab.measure.explain.free_bytes", lambda: 10**9)
    monkeypatch.setattr("actlab.measure.explain.measure", None)  # nothing is allocated
    with pytest.raises(
        InvalidInput, match=r"200 layers of 4000 units needs 12\.9 GB; this machine has 1 GB free"
    ) as no:
        explain({"relu": find("relu")}, ["he"], width=4000, depth=200)
    assert (no.value.field, no.value.example) == ("width", "500")


def test_weights_are_drawn_layer_by_layer_and_are_those_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[np.ndarray] = []

    class Recording(np.random.Generator):
        def standard_normal(self, *shape: Any, **named: Any) -> Any:  # between two calls Ctrl-C is heard
            found = super().standard_normal(*shape, **named)
            drawn.append(np.array(found))
            return found

    monkeypatch.setattr(np.random, "Generator", Recording)
    measure([(find("relu"), "he")], width=33, depth=3, draws=1)
    monkeypatch.undo()
    whole = np.empty((3, 33, 33), np.float32)
    np.random.Generator(np.random.SFC64([0, NETWORKS, 0])).standard_normal(out=whole, dtype=np.float32)
    np.testing.assert_array_equal(drawn[:3], whole)
