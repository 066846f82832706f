"""What PyTorch is set to while a network trains, as far as its numbers depend on it."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version

import torch
from torch import nn


@dataclass(frozen=True)
class Settings:
    """Precision, determinism, threads and versions, as they were in the first forward pass.

    ``autocast`` is the dtype of automatic mixed precision, ``matmul`` how precise products of float32 are on CUDA
    (TF32 is ``high``), both in PyTorch's words; ``deterministic`` is what ``torch.use_deterministic_algorithms`` set.
    ``cublas_workspace`` is the environment's CUBLAS_WORKSPACE_CONFIG; what does not apply is empty.
    """

    device: str
    dtype: str
    autocast: str
    matmul: str
    cudnn_tf32: bool
    deterministic: str
    cudnn_deterministic: bool
    cudnn_benchmark: bool
    cublas_workspace: str
    threads: int
    python: str
    pytorch: str
    numpy: str
    cuda: str
    cudnn: str


def settings(model: nn.Module) -> Settings:
    """Return what holds at this moment, on the device of a model's first parameter.

    >>> now = settings(nn.Linear(2, 1))
    >>> now.device, now.dtype, now.autocast, now.deterministic
    ('cpu', 'float32', 'no', 'no')
    """
    first = next(model.parameters(), torch.empty(0))
    kind, cudnn = first.device.type, torch.backends.cudnn
    return Settings(
        device=torch.cuda.get_device_name(first.device) if kind == "cuda" else kind,
        dtype=_name(first.dtype),
        autocast=_name(torch.get_autocast_dtype(kind)) if torch.is_autocast_enabled(kind) else "no",
        matmul=torch.get_float32_matmul_precision(),
        cudnn_tf32=cudnn.allow_tf32,
        deterministic=_determinism(),
        cudnn_deterministic=cudnn.deterministic,
        cudnn_benchmark=cudnn.benchmark,
        cublas_workspace=os.environ.get("CUBLAS_WORKSPACE_CONFIG", ""),
        threads=torch.get_num_threads(),
        python=platform.python_version(),
        pytorch=version("torch"),
        numpy=version("numpy"),
        cuda=torch.version.cuda or "",
        cudnn=str(cudnn.version() or ""),
    )


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _determinism() -> str:
    if not torch.are_deterministic_algorithms_enabled():
        return "no"
    return "warn only" if torch.is_deterministic_algorithms_warn_only_enabled() else "yes"
