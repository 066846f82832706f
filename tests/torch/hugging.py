"""Small models of every kind that transformers builds from a configuration: two layers, no weights to fetch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
import transformers as hf
from torch import nn

TOKENS = {"input_ids": torch.arange(5, 19).reshape(2, 7)}
PIXELS = {"pixel_values": torch.linspace(-2, 2, 2 * 3 * 32 * 32).sin().reshape(2, 3, 32, 32)}
BOTH_WAYS = {**TOKENS, "decoder_input_ids": TOKENS["input_ids"]}
SMALL = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 48}
WORDS = {**SMALL, "vocab_size": 60}
IMAGE = {"image_size": 32, "patch_size": 8, "num_channels": 3}
SEQ2SEQ = {
    "vocab_size": 60,
    "d_model": 32,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 48,
    "decoder_ffn_dim": 48,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "decoder_start_token_id": 1,
}
T5 = {"vocab_size": 60, "d_model": 32, "d_kv": 8, "d_ff": 48, "num_layers": 2, "num_heads": 4}


class Made(NamedTuple):
    """A way to make a model, what it is given, and its hidden activations: the function and how many there are."""

    make: Callable[[], nn.Module]
    batch: Mapping[str, Any]
    hidden: Mapping[str, int]
    undecided: int = 0  # a backbone's last activation, of which nobody knows


MODELS: dict[str, Made] = {
    "bert": Made(lambda: hf.BertModel(hf.BertConfig(**WORDS)), TOKENS, {"gelu": 2}),
    "bert masked": Made(
        lambda: hf.BertForMaskedLM(hf.BertConfig(**WORDS)), {**TOKENS, "labels": TOKENS["input_ids"]}, {"gelu": 3}
    ),
    "roberta": Made(
        lambda: hf.RobertaForSequenceClassification(hf.RobertaConfig(**WORDS)), TOKENS, {"gelu": 2, "tanh": 1}
    ),
    "distilbert": Made(
        lambda: hf.DistilBertModel(hf.DistilBertConfig(vocab_size=60, dim=32, n_layers=2, n_heads=4, hidden_dim=48)),
        TOKENS,
        {"gelu": 2},
    ),
    "albert": Made(lambda: hf.AlbertModel(hf.AlbertConfig(**WORDS, embedding_size=16)), TOKENS, {"gelu_tanh": 1}),
    "electra": Made(lambda: hf.ElectraModel(hf.ElectraConfig(**WORDS, embedding_size=16)), TOKENS, {"gelu": 2}),
    "deberta": Made(
        lambda: hf.DebertaV2Model(
            hf.DebertaV2Config(**WORDS, relative_attention=True, pos_att_type=["p2c", "c2p"], position_buckets=4)
        ),
        TOKENS,
        {"gelu": 2},
    ),
    "gpt2": Made(
        lambda: hf.GPT2LMHeadModel(
            hf.GPT2Config(vocab_size=60, n_embd=32, n_layer=2, n_head=4, bos_token_id=1, eos_token_id=1)
        ),
        TOKENS,
        {"gelu_tanh": 2},
    ),
    "gpt neo": Made(
        lambda: hf.GPTNeoModel(
            hf.GPTNeoConfig(
                vocab_size=60, hidden_size=32, num_layers=2, num_heads=4, attention_types=[[["global", "local"], 1]]
            )
        ),
        TOKENS,
        {"gelu_tanh": 2},
    ),
    "gpt neox": Made(lambda: hf.GPTNeoXModel(hf.GPTNeoXConfig(**WORDS)), TOKENS, {"gelu": 2}),
    "gptj": Made(
        lambda: hf.GPTJModel(hf.GPTJConfig(vocab_size=60, n_embd=32, n_layer=2, n_head=4, rotary_dim=4)),
        TOKENS,
        {"gelu_tanh": 2},
    ),
    "opt": Made(
        lambda: hf.OPTModel(
            hf.OPTConfig(
                vocab_size=60,
                hidden_size=32,
                num_hidden_layers=2,
                num_attention_heads=4,
                ffn_dim=48,
                word_embed_proj_dim=32,
            )
        ),
        TOKENS,
        {"relu": 2},
    ),
    "bloom": Made(
        lambda: hf.BloomModel(hf.BloomConfig(vocab_size=60, hidden_size=32, n_layer=2, n_head=4)),
        TOKENS,
        {"gelu_tanh": 2},
    ),
    "falcon": Made(
        lambda: hf.FalconModel(
            hf.FalconConfig(vocab_size=60, hidden_size=32, num_hidden_layers=2, num_attention_heads=4)
        ),
        TOKENS,
        {"gelu": 2},
    ),
    "llama": Made(lambda: hf.LlamaModel(hf.LlamaConfig(**WORDS)), TOKENS, {"silu": 2}),
    "mistral": Made(lambda: hf.MistralModel(hf.MistralConfig(**WORDS, num_key_value_heads=2)), TOKENS, {"silu": 2}),
    "mixtral": Made(
        lambda: hf.MixtralModel(hf.MixtralConfig(**WORDS, num_key_value_heads=2, num_local_experts=4)),
        TOKENS,
        {"silu": 2},
    ),
    "gemma": Made(
        lambda: hf.GemmaModel(hf.GemmaConfig(**WORDS, num_key_value_heads=2, head_dim=8)), TOKENS, {"gelu_tanh": 2}
    ),
    "phi": Made(lambda: hf.PhiModel(hf.PhiConfig(**WORDS)), TOKENS, {"gelu_tanh": 2}),
    "mamba": Made(
        lambda: hf.MambaModel(
            hf.MambaConfig(vocab_size=60, hidden_size=32, state_size=4, num_hidden_layers=2, time_step_rank=4)
        ),
        TOKENS,
        {"silu": 4},
    ),
    "t5": Made(lambda: hf.T5Model(hf.T5Config(**T5)), BOTH_WAYS, {"relu": 4}),
    "t5 gated": Made(
        lambda: hf.T5Model(hf.T5Config(**T5, feed_forward_proj="gated-gelu")), BOTH_WAYS, {"gelu_tanh": 4}
    ),
    "bart": Made(lambda: hf.BartModel(hf.BartConfig(**SEQ2SEQ)), TOKENS, {"gelu": 4}),
    "whisper": Made(
        lambda: hf.WhisperModel(hf.WhisperConfig(**SEQ2SEQ, num_mel_bins=8, max_source_positions=20)),
        {
            "input_features": torch.linspace(-9, 9, 2 * 8 * 40).cos().reshape(2, 8, 40),
            "decoder_input_ids": TOKENS["input_ids"],
        },
        {"gelu": 6},
    ),
    "wav2vec2": Made(
        lambda: hf.Wav2Vec2Model(
            hf.Wav2Vec2Config(
                **WORDS,
                conv_dim=(16, 16),
                conv_stride=(5, 2),
                conv_kernel=(10, 3),
                num_conv_pos_embeddings=8,
                num_conv_pos_embedding_groups=2,
                mask_time_length=2,
                layerdrop=0.0,
            )
        ),
        {"input_values": torch.linspace(-90, 90, 800).sin().reshape(2, 400)},
        {"gelu": 5},
    ),
    "vit": Made(lambda: hf.ViTModel(hf.ViTConfig(**SMALL, **IMAGE)), PIXELS, {"gelu": 2}),
    "deit": Made(lambda: hf.DeiTModel(hf.DeiTConfig(**SMALL, **IMAGE)), PIXELS, {"gelu": 2}),
    "beit": Made(lambda: hf.BeitModel(hf.BeitConfig(**WORDS, **IMAGE)), PIXELS, {"gelu": 2}),
    "swin": Made(
        lambda: hf.SwinModel(
            hf.SwinConfig(image_size=32, patch_size=4, embed_dim=16, depths=[1, 2], num_heads=[2, 4], window_size=4)
        ),
        PIXELS,
        {"gelu": 3},
    ),
    "clip": Made(
        lambda: hf.CLIPModel(
            hf.CLIPConfig(
                text_config={
                    **WORDS,
                    "max_position_embeddings": 20,
                    "eos_token_id": 59,
                    "bos_token_id": 58,
                    "pad_token_id": 1,
                },
                vision_config={**SMALL, **IMAGE},
                projection_dim=16,
            )
        ),
        {**TOKENS, **PIXELS},
        {"silu(beta=1.702)": 4},
    ),
    "convnext": Made(
        lambda: hf.ConvNextModel(
            hf.ConvNextConfig(hidden_sizes=[8, 16, 24, 32], depths=[1, 1, 2, 1], layer_scale_init_value=1.0)
        ),
        PIXELS,
        {"gelu": 5},
    ),
    "resnet": Made(
        lambda: hf.ResNetModel(
            hf.ResNetConfig(embedding_size=8, hidden_sizes=[8, 16, 24, 32], depths=[1, 1, 2, 1], layer_type="basic")
        ),
        PIXELS,
        {"relu": 11},
    ),
    "efficientnet": Made(
        lambda: hf.EfficientNetModel(
            hf.EfficientNetConfig(image_size=32, width_coefficient=0.25, depth_coefficient=0.3, hidden_dim=320)
        ),
        PIXELS,
        {"silu": 24},  # eight blocks with three each, but the first has two; and the stem
        1,
    ),
    "mobilenet": Made(
        lambda: hf.MobileNetV2Model(hf.MobileNetV2Config(image_size=32, depth_multiplier=0.25)),
        PIXELS,
        {"relu6": 34},
        1,
    ),
}


def made(name: str) -> tuple[nn.Module, dict[str, Any]]:
    """Return a model, with weights that let signals through, and its batch."""
    torch.manual_seed(0)
    model = MODELS[name].make()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, parameter[0].numel() ** -0.5)
    return model, dict(MODELS[name].batch)
