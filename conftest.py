"""Leaves out the examples of what needs an extra that is not installed; its tests say so themselves."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["src/actlab/torch/*", "src/actlab/functions/on_torch.py"]
# models that tests run
collect_ignore_glob += [] if find_spec("torch") else ["tests/torch/plain.py"]
collect_ignore_glob += [] if find_spec("torch") and find_spec("transformers") else ["tests/torch/hugging.py"]
