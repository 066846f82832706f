# A training script as people have them: PyTorch, an activation by its name, a seed; a line of JSON at the end.
import json
import sys

import torch
from torch import nn
from torch.nn import functional

name, seed = sys.argv[1], int(sys.argv[2])
torch.manual_seed(seed)
angle, side = 6 * torch.rand(1500).sqrt(), torch.randint(2, (1500,))
turned = angle + torch.pi * side
points = torch.stack([angle * turned.cos(), angle * turned.sin()], 1) + 0.2 * torch.randn(1500, 2)
first, second, last = nn.Linear(2, 32), nn.Linear(32, 32), nn.Linear(32, 2)
activation = getattr(functional, name)
optimizer = torch.optim.Adam([*first.parameters(), *second.parameters(), *last.parameters()], lr=0.01)
for step in range(1, 301):
    logits = last(activation(second(activation(first(points)))))
    optimizer.zero_grad()
    functional.cross_entropy(logits[:1000], side[:1000]).backward()
    optimizer.step()
    if step % 50 == 0:
        right = (logits.argmax(1) == side)[1000:]
        print(json.dumps({"step": step, "accuracy": right.float().mean().item()}))
