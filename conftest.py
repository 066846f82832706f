"""Leaves out the examples of what needs an extra that is not installed; its tests say so themselves."""

from importlib.util import find_spec

OF_TORCH = ["src/actlab/torch/*", "src/actlab/functions/on_torch.py", "tests/torch/plain.py"]
collect_ignore_glob = [] if find_spec("torch") else OF_TORCH
if not (find_spec("torch") and find_spec("transformers")):
    collect_ignore_glob += ["tests/torch/hugging.py"]
