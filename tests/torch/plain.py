"""Models in plain PyTorch whose activations are applied in all the ways that people write them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Body(nn.Module):
    """Three linear layers, and what happens between the first two, as it is told."""

    def __init__(self, between: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.first, self.second, self.third = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4)
        self.between = between

    def forward(self, x: Tensor) -> Tensor:
        return self.second(self.between(self.first(x)))


class Spelled(nn.Module):
    """Nine ReLUs, each spelled in another way."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(6, 6) for _ in range(10))
        self.module = nn.ReLU()
        self.in_place = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        x = self.module(self.layers[0](x))
        x = self.in_place(self.layers[1](x))
        x = F.relu(self.layers[2](x))
        x = torch.relu(self.layers[3](x))
        x = self.layers[4](x).relu()
        x = self.layers[5](x).clamp(min=0)
        x = torch.maximum(self.layers[6](x), torch.zeros(()))
        h = self.layers[7](x)
        x = torch.where(h > 0, h, 0.0)
        h = self.layers[8](x)
        return self.layers[9](h * (h > 0))


class PreActivation(nn.Module):
    """A residual block whose in-place ReLU writes over what the skip connection adds."""

    def __init__(self) -> None:
        super().__init__()
        self.stem, self.one, self.two, self.head = (nn.Linear(6, 6) for _ in range(4))
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        return self.head(x + self.two(self.act(self.one(self.act(x)))))


class BatchNormAct(nn.BatchNorm1d):
    """Batch normalisation that holds an activation, and looks like batch normalisation from outside."""

    def __init__(self, units: int, act: nn.Module | None) -> None:
        super().__init__(units)
        self.act = act

    def forward(self, x: Tensor) -> Tensor:
        x = F.batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, self.training or self.running_mean is None
        )
        return F.relu(x, inplace=True) if self.act is None else self.act(x)


def hidden_in_norm() -> nn.Module:
    return nn.Sequential(
        nn.Linear(6, 8), BatchNormAct(8, nn.ReLU(inplace=True)), nn.Linear(8, 8), BatchNormAct(8, None), nn.Linear(8, 2)
    )


def shared() -> nn.Module:
    act = nn.ReLU()
    return nn.Sequential(nn.Linear(6, 8), act, nn.Linear(8, 8), act, nn.Linear(8, 2))


def encoder_layer() -> nn.Module:
    return nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)


def encoder() -> nn.Module:
    return nn.TransformerEncoder(encoder_layer(), 2)


class Recurrent(nn.Module):
    """A recurrent layer, and a hidden ReLU after it."""

    def __init__(self, kind: type[nn.RNNBase] = nn.LSTM) -> None:
        super().__init__()
        self.recurrent, self.hidden, self.head = kind(6, 8, batch_first=True), nn.Linear(8, 8), nn.Linear(8, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(F.relu(self.hidden(self.recurrent(x)[0])))


def perceptron() -> nn.Module:
    return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 2))


class _Half(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return (x + x.abs()) / 2


# how it is written, and what of the catalogue it is
SPELLINGS: dict[str, tuple[Callable[[Tensor], Tensor], str]] = {
    "F.leaky_relu": (partial(F.leaky_relu, negative_slope=0.2), "leaky_relu(alpha=0.2)"),
    "where leaky": (lambda x: torch.where(x > 0, x, 0.1 * x), "leaky_relu(alpha=0.1)"),
    "max leaky": (lambda x: torch.max(x, 0.3 * x), "leaky_relu(alpha=0.3)"),
    "masked": (lambda x: x.masked_fill(x < 0, 0.0), "relu"),
    "half of x + abs x": (lambda x: (x + x.abs()) / 2, "relu"),
    "zeros like": (lambda x: torch.maximum(x, torch.zeros_like(x)), "relu"),
    "clamp between": (lambda x: x.clamp(0, 6), "relu6"),
    "relu squared": (lambda x: F.relu(x).square(), "relu_squared"),
    "x * sigmoid": (lambda x: x * torch.sigmoid(x), "silu"),
    "x * sigmoid(1.702 x)": (lambda x: x * torch.sigmoid(1.702 * x), "silu(beta=1.702)"),
    "gelu by tanh": (
        lambda x: 0.5 * x * (1 + torch.tanh(0.7978845608028654 * (x + 0.044715 * torch.pow(x, 3)))),
        "gelu_tanh",
    ),
    "gelu by erf": (lambda x: x * 0.5 * (1.0 + torch.erf(x / 2**0.5)), "gelu"),
    "F.gelu tanh": (partial(F.gelu, approximate="tanh"), "gelu_tanh"),
    "sigmoid by exp": (lambda x: 1 / (1 + torch.exp(-x)), "sigmoid"),
    "softplus by log": (lambda x: torch.log(1 + torch.exp(x)), "softplus"),
    "softplus by log1p": (lambda x: torch.log1p(torch.exp(x)), "softplus"),
    "mish": (lambda x: x * torch.tanh(F.softplus(x)), "mish"),
    "sigmoid, stretched": (lambda x: 2 * torch.sigmoid(2 * x) - 1, "sigmoid"),
    "softsign": (lambda x: x / (1 + x.abs()), "softsign"),
    "special": (torch.special.expit, "sigmoid"),
    "sine": (torch.sin, "sine"),
    "elu": (lambda x: torch.where(x > 0, x, torch.expm1(x)), "elu"),
    "module of arithmetic": (_Half(), "relu"),
    "module made in forward": (lambda x: nn.ELU(alpha=0.5)(x), "elu(alpha=0.5)"),
    "hard swish": (lambda x: x * F.relu6(x + 3) / 6, "hard_swish"),
}
