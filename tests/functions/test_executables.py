"""Programs are compiled once for all cores and processes, and their bits are the same wherever they come from."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab.functions import executables
from actlab.functions.cache import Cache
from actlab.functions.executables import Executable, processor

COMPILED = "/jax/core/compile/backend_compile_duration"
STUDY = """
import hashlib, actlab, jax
made = []
jax.monitoring.register_event_duration_secs_listener(
    lambda event, seconds, **about: made.append(about["fun_name"]) if event == "{event}" else None)
study = actlab.compare(["relu", "x*tanh(3*x)"], data="digits", network="mlp(13)", seeds=3, steps=60, batch=32,
                       progress=False)
curves = [(trial.key.digest, trial.test, trial.curve) for trial in study.ordered()]
print(hashlib.sha256(repr(curves).encode()).hexdigest(), sorted(set(made)))
""".replace("{event}", COMPILED)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """Return an empty cache, which the programs of a test use."""
    made = Cache(tmp_path / "programs")
    monkeypatch.setattr(executables, "_cache", lambda: made)
    return made


def lowered(function: Callable[[jax.Array], jax.Array], device: jax.Device) -> jax.stages.Lowered:
    """Return a function of three numbers, traced for a device; never one that JAX remembers from another test."""
    sharding = jax.sharding.SingleDeviceSharding(device)
    struct = jax.ShapeDtypeStruct((3,), jnp.float32, sharding=sharding)
    return jax.jit(lambda x: function(x)).lower(struct)


def wave(x: jax.Array) -> jax.Array:
    """Return something whose last bits would tell another program from this one."""
    return jnp.sin(x) * jnp.tanh(x) + jnp.exp(x)


X = np.array([-1.3, 0.7, 2.9], np.float32)


def run(cache: Path | str, *, first: str = "", **environment: str) -> tuple[str, str, str]:
    """Train in a process of its own; return the digest of all results, what it compiled, and what it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JAX_", "TF_CPP"))}
    done = subprocess.run(
        [sys.executable, "-c", first + STUDY],
        env={**kept, "ACTLAB_CACHE": str(cache), "JAX_NUM_CPU_DEVICES": "2", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    digest, _space, compiled = done.stdout.partition(" ")
    return digest, compiled.strip(), done.stderr


def test_devices_share_what_one_compiled(cache: Cache, compilations: list[str]) -> None:
    program = Executable()
    found = [program.on(device, lambda device=device: lowered(wave, device)) for device in jax.devices()]
    assert len(found) == 2
    assert len(compilations) == 1
    results = [one(jax.device_put(X, device)) for one, device in zip(found, jax.devices(), strict=True)]
    assert [result.devices() for result in results] == [{device} for device in jax.devices()]
    assert results[0].tobytes() == results[1].tobytes()
    assert program.on(jax.devices()[1], lambda: pytest.fail("traced again")) is found[1]


def test_a_later_program_is_taken_from_the_cache_and_another_one_is_not(cache: Cache, compilations: list[str]) -> None:
    first, second = jax.devices()
    expected = Executable().on(first, lambda: lowered(wave, first))(X)
    again = Executable().on(second, lambda: lowered(wave, second))
    assert again(jax.device_put(X, second)).tobytes() == expected.tobytes()
    assert len(compilations) == len(os.listdir(cache.folder)) == 1
    other = Executable().on(first, lambda: lowered(lambda x: wave(x) + 1, first))
    assert other(X).tobytes() == (np.asarray(expected) + 1).tobytes()
    assert len(compilations) == len(os.listdir(cache.folder)) == 2


@pytest.mark.parametrize("change", ["processor", "cores", "version", "flags", "option"])
def test_another_machine_or_compiler_has_programs_of_its_own(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    device = jax.devices()[0]
    text = lowered(wave, device)
    before = executables._name(text, device)
    match change:
        case "processor":
            monkeypatch.setattr(executables, "processor", lambda: processor() + " amx")
        case "cores":
            monkeypatch.setattr(executables.engine, "cores", lambda: 1000)
        case "version":
            monkeypatch.setattr(executables, "version", lambda name: "0.0")
        case "flags":
            monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_use_fusion_emitters=false")
        case "option":
            jax.config.update("jax_disable_most_optimizations", True)
    executables._machine.cache_clear()
    changed = executables._name(text, device)
    executables._machine.cache_clear()
    jax.config.update("jax_disable_most_optimizations", False)
    assert None not in (before, changed)
    assert changed != before


def test_this_processor_is_known() -> None:
    assert len(processor()) > 20


@pytest.mark.parametrize("damage", ["empty", "half", "text", "pickle"])
def test_what_cannot_be_loaded_is_compiled_and_takes_its_place(
    cache: Cache, damage: str, compilations: list[str]
) -> None:
    device = jax.devices()[0]
    expected = Executable().on(device, lambda: lowered(wave, device))(X)
    (name,) = os.listdir(cache.folder)
    whole = cache.get(name)
    assert whole
    spoilt = {"empty": b"", "half": whole[: len(whole) // 2], "text": b"text", "pickle": b"N."}
    cache.put(name, spoilt[damage])  # with the right digest, as another make of JAX might have
    assert Executable().on(device, lambda: lowered(wave, device))(X).tobytes() == expected.tobytes()
    assert len(compilations) == 2
    assert Executable().on(device, lambda: lowered(wave, device))(X).tobytes() == expected.tobytes()
    assert len(compilations) == 2


def test_programs_that_call_python_stay_in_their_process(cache: Cache) -> None:
    def called(x: jax.Array) -> jax.Array:
        return jax.pure_callback(lambda value: np.asarray(value) * 2, jax.ShapeDtypeStruct((3,), jnp.float32), x)

    program = Executable()
    for device in jax.devices():
        found = program.on(device, lambda device=device: lowered(called, device))
        assert np.asarray(found(jax.device_put(X, device))).tolist() == (X * 2).tolist()
    assert not cache.folder.exists()


def test_large_constants_tell_programs_apart(cache: Cache) -> None:
    device = jax.devices()[0]
    for last in (1.0, 2.0):
        large = np.zeros(100_000, np.float32)
        large[50_000] = last
        program = Executable().on(device, lambda large=large: lowered(lambda x: x + jnp.asarray(large).sum(), device))
        assert np.asarray(program(X)).tolist() == (X + np.float32(last)).tolist()


@pytest.fixture(scope="module")
def without() -> tuple[str, str, str]:
    """Return what a process without a cache makes. Slow, as are its tests: each is a process that loads JAX."""
    return run("off")


def test_processes_share_programs_to_the_last_bit_whatever_is_damaged(
    tmp_path: Path, without: tuple[str, str, str]
) -> None:
    digest, compiled, said = without
    assert "jit(train)" in compiled
    assert said == ""
    folder = tmp_path / "cache" / "programs"
    assert run(tmp_path / "cache") == without
    assert run(tmp_path / "cache") == (digest, "[]", "")
    for place, path in enumerate(sorted(folder.iterdir())):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2] if place % 2 else data[:-1000] + os.urandom(1000))
    assert run(tmp_path / "cache") == without


def test_where_jax_was_loaded_before_nothing_is_said_and_nothing_kept(
    tmp_path: Path, without: tuple[str, str, str]
) -> None:
    """XLA has asked what to say by then, and would say much of every program that is loaded."""
    digest, compiled, said = run(tmp_path / "cache", first="import jax\n")
    assert "jit(train)" in compiled
    assert (digest, said) == (without[0], "")
    assert not (tmp_path / "cache").exists()


def test_the_environment_is_left_as_jax_leaves_it() -> None:
    asked = "import os, actlab; actlab.activation('relu')(1.0); print(os.environ['TF_CPP_MIN_LOG_LEVEL'])"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TF_CPP")}
    for given, expected in (({}, "1"), ({"TF_CPP_MIN_LOG_LEVEL": "0"}, "0"), ({"TF_CPP_MIN_LOG_LEVEL": "3"}, "3")):
        done = subprocess.run([sys.executable, "-c", asked], env={**kept, **given}, capture_output=True, text=True)
        assert done.stdout.strip() == expected
