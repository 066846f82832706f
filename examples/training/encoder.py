# A Hugging Face encoder of two layers, built from a configuration (nothing is downloaded), which learns whether its
# first token appears again. First all places of activations are listed; then those that are hidden are replaced, and
# the pooler's tanh stays.
#
#     python examples/training/encoder.py --seeds 8
import argparse

import torch
from torch.utils.data import TensorDataset
from transformers import BertConfig, BertForSequenceClassification

import actlab

parser = argparse.ArgumentParser()
parser.add_argument("--seeds", type=int, default=8)

# Sequences of 4 tokens out of 5; in half of them the first appears again. Here your own sequences would stand.
tokens = torch.randint(5, (2000, 4), generator=torch.Generator().manual_seed(0))
again = (tokens[:, 1:] == tokens[:, :1]).any(1).long()
seen, unseen = TensorDataset(tokens[:1000], again[:1000]), TensorDataset(tokens[1000:], again[1000:])
config = BertConfig(
    vocab_size=5,
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=64,
    initializer_range=0.1,
)


def build():
    return BertForSequenceClassification(config)


def train(model, trial):
    optimizer = torch.optim.AdamW(trial.groups(model, weight_decay=0.01), lr=0.003)
    for epoch in range(7):
        for inputs, labels in trial.loader(seen, 50):
            optimizer.zero_grad()
            model(input_ids=inputs, labels=labels).loss.backward()
            optimizer.step()
        with trial.evaluating(model), torch.no_grad():
            inputs, labels = unseen[:]
            accuracy = (model(input_ids=inputs).logits.argmax(1) == labels).float().mean().item()
        trial.report(epoch + 1, accuracy=accuracy)
    return {"accuracy": accuracy}


batch = {"input_ids": tokens[:8]}  # what the model is given, by name
print(actlab.torch.sites(build(), batch))
study = actlab.torch.compare(
    build, train, ["gelu", "relu"], batch=batch, where="hidden", control="gelu", seeds=parser.parse_args().seeds
)
print(study)
