# SPDX-License-Identifier: Apache-2.0
"""Writes the files beside this script: python make.py (transformers 5.18.0, torch 2.13.0)."""
import pathlib

import torch
import transformers

torch.manual_seed(0)
config = transformers.GPT2Config(vocab_size=10, n_positions=4, n_embd=4, n_layer=1, n_head=2, bos_token_id=1, eos_token_id=2)
transformers.GPT2LMHeadModel(config).save_pretrained(pathlib.Path(__file__).parent, max_shard_size=500)
for name in "config.json", "generation_config.json":
    (pathlib.Path(__file__).parent / name).unlink()
