"""Every number that people can choose, far too large, zero or less: refused in one line, or done, in seconds."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from actlab import InvalidInput, compare
from actlab.cli.commands import COMMANDS
from actlab.cli.main import run_command
from actlab.cli.options import Command
from actlab.networks.network import NETWORKS
from actlab.studies.planning import OFFERED
from actlab.training.devices import choose_devices

SECONDS = 60.0  # on a machine that does other things besides; alone the longest take 10
VALUES = ("0", "-1", "-1000000000000000000000000", "1000000000", "1000000000000000000000000", "1e308", "inf", "nan")
RESULTS = "arm,seed,accuracy\n" + "".join(
    f"{arm},{seed},0.{seed + 5}{k}\n" for k, arm in enumerate(("relu", "elu")) for seed in range(4)
)
START = {
    "compare": ["relu", "tanh", "--data", "digits"],
    "explain": ["relu"],
    "judge": ["results.csv"],
    "play": ["--no-browser"],
    "resume": ["study"],
    "run": ["--activations", "relu,tanh", "--seeds", "1", "--lrs", "1,2"],
}
END = {"run": ["--", "sh", "program.sh", "{activation}", "{seed}", "{lr}"]}
PROGRAM = """echo '{"loss": 0.5, "validation_loss": 0.5}'"""
SMALL = {"network": "mlp(4)", "steps": "2", "seeds": "1", "batch": "8"}  # where another number is the extreme one
NETWORK_SPECS = (
    "mlp(0)",
    "mlp(-1)",
    "mlp(1000000000000)",
    "mlp(1e9)",
    "mlp(100000,100000)",
    "mlp(8,dropout=1)",
    "mlp(8,dropout=1e400)",
    "mlp(8,norm=group)",
    "cnn(0)",
    "cnn(100000,100000)",
    "cnn(1e9)",
    "resnet(3)",
    "resnet(9998)",
    "resnet(-4)",
    "transformer(layers=0)",
    "transformer(width=100000,heads=7)",
    "transformer(layers=1000,width=100000,heads=1)",
    "transformer(layers=10000000000000000000000000)",
    f"mlp({','.join(['9'] * 1000)})",
)


def numeric(command: Command) -> Iterator[str]:
    """Yield the options of a command that take a number."""
    for name, hint in get_type_hints(command.run).items():
        if name != "return" and {int, float} & {hint, *getattr(hint, "__args__", ())}:
            yield name
    if command.name == "compare":  # there numbers are read by the plan
        yield from (name for name, place in OFFERED.items() if {int, float} & set(place.kinds))


CASES = [(command.name, option) for command in COMMANDS for option in sorted(set(numeric(command)))]


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stored") / "study"
    small = [word for name, value in SMALL.items() for word in (f"--{name}", value)]
    assert run_command(["compare", *START["compare"], *small, "--out", str(folder)]) == 0
    return folder


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, study: Path) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(study, tmp_path / "study")
    (tmp_path / "results.csv").write_text(RESULTS)
    (tmp_path / "program.sh").write_text(PROGRAM)


def test_the_table_knows_the_options() -> None:
    chosen = {"lr", "batch", "steps", "seeds", "margin", "devices"}
    sizes = {("explain", size) for size in ("width", "depth", "draws")}
    assert set(CASES) >= {*(("compare", name) for name in chosen), *sizes, ("judge", "margin")}
    assert {command for command, _option in CASES} <= set(START)


def line(command: str, option: str, value: str) -> list[str]:
    small = {name: small for name, small in SMALL.items() if name != option} if command == "compare" else {}
    rest = [word for name, small_value in small.items() for word in (f"--{name}", small_value)]
    return [command, *START[command], *rest, f"--{option.replace('_', '-')}={value}", *END.get(command, [])]


def ended(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command in time; return its status and what it says on standard error."""
    begin = time.monotonic()
    status = run_command(arguments)
    assert time.monotonic() - begin < SECONDS
    return status, capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(("command", "option"), CASES)
def test_an_extreme_number(
    command: str, option: str, value: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = ended(["--lang", language, *line(command, option, value)], capsys)
    assert status in (0, 2)
    if status == 2:
        assert said.count("\n") == 1
        assert said.startswith("actlab: ")
        assert {option, option.replace("_", "-")} & set(re.split(r"[^\w-]+|--", said))


def test_seeds_may_be_too_many_for_this_life(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = ended(
        ["compare", *START["compare"], "--network", "mlp(8)", "--lr", "tune", "--seeds", "1000000000"], capsys
    )
    assert status == 2
    assert "seeds" in said


@pytest.mark.parametrize("spec", NETWORK_SPECS)
def test_an_extreme_network(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert set(NETWORKS) == {one.partition("(")[0] for one in NETWORK_SPECS}  # another one needs its extremes here
    status, said = ended(["compare", *START["compare"], "--steps", "2", "--seeds", "1", "--network", spec], capsys)
    assert status == 2
    assert said.count("\n") == 1
    assert "network" in said


@pytest.mark.parametrize("devices", [0, -1, 10**30, True, 1.5, "all"])
def test_devices_by_python(devices: Any) -> None:
    ways: list[Callable[[], object]] = [
        lambda: choose_devices(devices),
        lambda: compare(["relu"], data="digits", devices=devices, progress=False),
    ]
    for way in ways:
        with pytest.raises(InvalidInput, match="devices"):
            way()


@pytest.mark.parametrize("value", [0, -1, 10**30, float("inf"), float("nan"), True, "", "many", [], 10**9])
@pytest.mark.parametrize("option", [name for name, place in OFFERED.items() if {int, float} & set(place.kinds)])
def test_an_extreme_number_by_python(option: str, value: Any) -> None:
    small: dict[str, Any] = {name: value_ for name, value_ in SMALL.items() if name != option} | {"data": "digits"}
    begin = time.monotonic()
    refusal = refused(lambda: compare(["relu", "tanh"], progress=False, **small, **{option: value}))
    assert time.monotonic() - begin < SECONDS
    if refusal:
        assert refusal.field == option
        assert "\n" not in str(refusal)


def refused(call: Callable[[], object]) -> InvalidInput | None:
    try:
        call()
    except InvalidInput as refusal:
        return refusal
    return None
