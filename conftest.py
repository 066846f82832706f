"""Leaves out the examples of what needs an extra that is not installed; its tests say so themselves.

Where several processes share the files of tests, they take them in their order.
"""

from importlib.util import find_spec

import pytest

_NEEDS = {
    "torch": ["src/actlab/torch/*", "src/actlab/functions/on_torch.py", "tests/torch/plain.py", "tests/torch/users.py"],
    "keras": ["src/actlab/functions/on_keras.py"],
    "transformers": ["tests/torch/hugging.py"],
}
_MISSING = {name for name in _NEEDS if not find_spec(name)}

collect_ignore_glob = [path for name in _MISSING for path in _NEEDS[name]]
if "torch" in _MISSING:
    collect_ignore_glob += _NEEDS["transformers"]


def pytest_configure(config: pytest.Config) -> None:
    """Hand files to the processes in their order: by numbers of tests, those of few and long ones would come last."""
    if hasattr(config.option, "loadscopereorder"):  # pytest-xdist's
        config.option.loadscopereorder = False
