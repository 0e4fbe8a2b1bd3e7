"""A tiny model of the sentence-transformers form, made on the spot: random weights, a vocabulary of a few words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

WORDS = (
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "where",
    "is",
    "my",
    "order",
    "refund",
    "password",
    "reset",
    "?",
    "a",
    "the",
)
DIM = 16


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a two-layer BERT, CLS pooling, a Dense layer to 16 numbers, and a prompt for queries."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from torch import manual_seed, nn
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    manual_seed(7)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    network = folder / "network"
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(network)
    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(network)
    parts = [
        modules.Transformer(str(network), max_seq_length=24),
        modules.Pooling(32, pooling_mode="cls"),
        modules.Dense(32, DIM, activation_function=nn.Tanh()),
    ]
    SentenceTransformer(modules=parts, device="cpu", prompts={"query": "the ", "document": ""}).save(str(folder))
    assert json.loads((folder / "config_sentence_transformers.json").read_text())["prompts"]["query"] == "the "
    return folder
