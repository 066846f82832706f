"""A user's command: what is filled in, what its code is, and what is refused before anything is run."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab.errors import InvalidInput
from actlab.training.own.command import Command, code_of, command

WORD = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(st.lists(WORD, max_size=5), WORD, st.integers(0, 10**9), st.floats(1e-300, 1e300))
def test_places_are_filled_in_once_and_nothing_else_changes(rest: list[str], name: str, seed: int, rate: float) -> None:
    others = [word for word in rest if "{" not in word]
    found = Command((*others, "{activation}", "--seed={seed}", "{lr}:{lr}", "{out}", "{x}", "{}", "{seed"))
    filled = found.filled(name, seed, rate, Path("runs/1"))
    assert filled == [*others, name, f"--seed={seed}", f"{rate!r}:{rate!r}", "runs/1", "{x}", "{}", "{seed"]
    assert float(filled[len(others) + 2].split(":")[0]) == rate


def test_an_activation_that_looks_like_a_place_stays_what_it_is() -> None:
    assert Command(("{activation}", "{seed}")).filled("{seed}", 3, 1.0, Path()) == ["{seed}", "3"]


@pytest.mark.parametrize(
    ("words", "rates", "said"),
    [
        ([], False, "no command was given"),
        (["{program}", "{activation}", "{seed}"], False, "is no program that can be run here"),
        (["no-such-program", "{activation}", "{seed}"], False, "no-such-program is no program"),
        ([sys.executable, "{seed}"], False, "{activation} is missing"),
        ([sys.executable, "{activation}"], False, "{seed} is missing"),
        ([sys.executable, "{activation}", "{sed}"], False, "Did you mean {seed}?"),
        ([sys.executable, "{Activation}", "{seed}"], False, "Did you mean {activation}?"),
        ([sys.executable, "{activation}", "{seed}"], True, "{lr} stands nowhere"),
        ([sys.executable, "{activation}", "{seed}", "{lr}"], False, "no learning rate is given. Try lrs="),
    ],
)
def test_what_cannot_be_is_said_in_one_line(words: list[str], rates: bool, said: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        command(words, rates=rates, folder=tmp_path)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_braces_that_are_none_of_ours_are_left_alone(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "print({})", "{activation}", "{seed}", '{"depth": 3}', "{fold}"]
    assert command(words, rates=False, folder=tmp_path).filled("relu", 0, 1.0, tmp_path)[2:] == [
        "print({})", "relu", "0", '{"depth": 3}', "{fold}",
    ]  # fmt: skip


def test_the_code_is_that_of_all_files_that_are_named(tmp_path: Path) -> None:
    for name in ("train.py", "options.yaml", "train.log"):
        (tmp_path / name).write_text(name)
    settings = "--config=options.yaml"
    found = Command(("python", "train.py", settings, "--log=train.log", "other.py", "{activation}.py", "{seed}"))
    before = code_of(found.files(tmp_path), tmp_path)
    assert found.files(tmp_path) == ("train.py", "options.yaml")
    (tmp_path / "options.yaml").write_text("other")
    assert code_of(found.files(tmp_path), tmp_path) != before
    (tmp_path / "options.yaml").write_text("options.yaml")
    assert code_of(found.files(tmp_path), tmp_path) == before
    (tmp_path / "train.log").write_text("what a run wrote")
    assert code_of(found.files(tmp_path), tmp_path) == before


def test_a_script_that_is_the_program_belongs_to_the_code_and_python_does_not(tmp_path: Path) -> None:
    script = tmp_path / "train.sh"
    script.write_text("#!/bin/sh\n")
    assert Command(("./train.sh", "{seed}")).files(tmp_path) == ("./train.sh",)
    assert Command((sys.executable, "{seed}")).files(tmp_path) == ()


def test_a_command_is_shown_as_it_is_typed() -> None:
    found = Command(("python", "a b.py", "{activation}", "--seed={seed}"))
    assert str(found) == "python 'a b.py' {activation} '--seed={seed}'"
