"""Texts are English; JAX has two devices, compiles a program once for all tests of a session, and promotes nothing.

Neither shapes nor dtypes are made to fit silently: what is meant is written. Shapes in annotations are checked, too
(``--jaxtyping-packages`` in pyproject.toml). There is one browser for all tests.
"""

import atexit
import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.report.browser import ARGUMENTS, CHROMIUM, lacking

if TYPE_CHECKING:
    from playwright.sync_api import Browser

if "PYTEST_XDIST_WORKER" in os.environ:  # which shares what the others compile
    _cache = os.environ["ACTLAB_CACHE"]
else:
    _cache = tempfile.mkdtemp(prefix="actlab-tests-")
    atexit.register(shutil.rmtree, _cache, ignore_errors=True)
os.environ.update(
    LC_ALL="C.UTF-8",
    JAX_NUM_CPU_DEVICES="2",
    ACTLAB_CACHE=_cache,
    JAX_NUMPY_DTYPE_PROMOTION="strict",
    JAX_NUMPY_RANK_PROMOTION="raise",
    TF_CPP_MIN_LOG_LEVEL="3",  # XLA tells of every program that it takes from the cache
)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell's background job and all it starts are deaf to Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Search for garbage rarely, and never among what lives to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile what trains without optimising it, where few steps are taken and nobody looks at their last bits."""
    from actlab.training import programs
    from tests.hasty import MADE, Hasty

    monkeypatch.setattr(programs, "Executable", Hasty)
    monkeypatch.setattr(programs, "_made", MADE)  # as other tests want theirs optimised


@pytest.fixture
def compilations() -> Iterator[list[str]]:
    """Yield a list that grows with every program that JAX compiles from now on."""
    import jax

    made: list[str] = []

    def listen(event: str, _seconds: float, **about: str | int) -> None:
        if event == "/jax/core/compile/backend_compile_duration":
            made.append(str(about["fun_name"]))

    jax.monitoring.register_event_duration_secs_listener(listen)
    yield made
    jax.monitoring.unregister_event_duration_listener(listen)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Yield Debian's Chromium, which starts once."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        lacking("playwright")
    if CHROMIUM is None:
        lacking("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()
