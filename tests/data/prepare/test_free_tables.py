"""Whatever a table holds, it is learnt from with finite numbers, or refused in a line."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.data.dataset import Dataset
from actlab.data.prepare.asked import Asked
from actlab.data.prepare.given import given as as_data
from actlab.data.prepare.people import dataset
from actlab.errors import InvalidInput
from actlab.words import packed, said, unpacked

CELLS = st.one_of(
    st.none(),
    st.integers(-5, 5).map(str),
    st.floats(allow_nan=True, allow_infinity=True).map(repr),
    st.sampled_from(
        ["", "NA", "yes", "no", "true", "red", "blue", "2024-01-31", "2024-02-01 10:00", "01/02/2024", "5 %"]
    ),
    st.text(max_size=5),
)
OBJECTS = st.one_of(CELLS, st.integers(-(2**70), 2**70), st.booleans(), st.floats(), st.datetimes(), st.dates())


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[object]]:
    """Draw a table of 20 to 40 rows; in most columns a few values come again and again, as in tables of people."""
    n = draw(st.integers(20, 40))
    names = draw(st.lists(st.text(max_size=4), min_size=1, max_size=4, unique=True))
    cells = draw(st.sampled_from([CELLS, OBJECTS, st.floats(-1e6, 1e6), st.sampled_from(["a", "b", None])]))
    columns: dict[str, list[object]] = {}
    for name in names:
        known = draw(st.lists(cells, min_size=1, max_size=6))
        columns[name] = [known[place % len(known)] for place in draw(st.permutations(range(n)))]
    target = draw(st.sampled_from([[n % 2 for n in range(n)], [0.37 * n for n in range(n)], ["p", "q"] * n]))
    return columns | {"target": target[:n]}


def learnt(columns: dict[str, list[object]], asked: Asked) -> Dataset | InvalidInput:
    """Return the data set of a table, or why there is none."""
    try:
        return dataset(as_data(columns), asked)
    except InvalidInput as error:
        return error


@settings(max_examples=300, deadline=None)
@given(tables(), st.booleans())
def test_a_table_is_learnt_from_or_refused(columns: dict[str, list[object]], weighed: bool) -> None:
    names = [name for name in columns if name != "target"]
    asked = Asked("target", weights=names[0] if weighed and len(names) > 1 else "")
    found = learnt(columns, asked)
    if isinstance(found, InvalidInput):
        for language in ("en", "pt"):
            assert len(found.said(language, lambda field, value: f"{field}={value}").splitlines()) == 1
        return
    for split in found.splits:
        inputs, targets = np.asarray(split.inputs), np.asarray(split.targets)
        assert len(split)
        assert inputs.dtype == np.float32
        assert np.isfinite(inputs).all()
        assert (np.abs(inputs) <= 3).all()
        assert np.isfinite(targets).all()
    assert (np.ptp(np.asarray(found.splits.train.inputs), axis=0) > 0).all()
    for words in found.decisions:
        assert unpacked(packed(words)) == words
        assert said(words, "pt")
