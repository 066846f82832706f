"""Leaves out the examples of what needs an extra that is not installed; its tests say so themselves."""

from importlib.util import find_spec

_NEEDS = {
    "torch": ["src/actlab/torch/*", "src/actlab/functions/on_torch.py", "tests/torch/users.py"],
    "keras": ["src/actlab/keras.py"],
}

collect_ignore_glob = [file for name, files in _NEEDS.items() if not find_spec(name) for file in files]
