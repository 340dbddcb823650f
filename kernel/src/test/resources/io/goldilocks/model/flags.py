# SPDX-License-Identifier: Apache-2.0
"""Writes flags/NAME/{config,manifest}.json: what transformers saves for small models with unusual fields.
Run beside it: python3 flags.py"""
import json
import pathlib
import shutil
import tempfile

import torch
import transformers
from transformers import AutoConfig, modeling_utils

LLAMA = dict(vocab_size=120, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=32, tie_word_embeddings=False, pad_token_id=None,
             bos_token_id=1, eos_token_id=2)
MIXTURE = LLAMA | dict(num_hidden_layers=3, moe_intermediate_size=16, num_experts=4, num_experts_per_tok=2)
FAMILIES = {
    "llama": ("LlamaForCausalLM", LLAMA),
    "mistral": ("MistralForCausalLM", LLAMA),
    "qwen2": ("Qwen2ForCausalLM", LLAMA),
    "qwen3": ("Qwen3ForCausalLM", LLAMA | dict(head_dim=8)),
    "gemma": ("GemmaForCausalLM", LLAMA | dict(head_dim=8)),
    "gemma2": ("Gemma2ForCausalLM", LLAMA | dict(head_dim=8)),
    "gemma3_text": ("Gemma3ForCausalLM", LLAMA | dict(head_dim=8)),
    "mixtral": ("MixtralForCausalLM", LLAMA | dict(num_local_experts=3, num_experts_per_tok=2)),
    "qwen2_moe": ("Qwen2MoeForCausalLM", MIXTURE | dict(shared_expert_intermediate_size=24)),
    "qwen3_moe": ("Qwen3MoeForCausalLM", MIXTURE | dict(head_dim=8)),
    "deepseek_v3": ("DeepseekV3ForCausalLM", LLAMA | dict(
        num_key_value_heads=4, moe_intermediate_size=16, n_routed_experts=4, n_shared_experts=2, num_experts_per_tok=2,
        n_group=2, topk_group=1, first_k_dense_replace=1, q_lora_rank=12, kv_lora_rank=16, qk_rope_head_dim=4,
        qk_nope_head_dim=8, v_head_dim=6)),
    "gpt2": ("GPT2LMHeadModel", dict(vocab_size=120, n_embd=32, n_head=4, n_layer=2, n_positions=32, bos_token_id=1,
                                     eos_token_id=2)),
    "gpt_neox": ("GPTNeoXForCausalLM", dict(vocab_size=120, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
                                            num_attention_heads=4, max_position_embeddings=32, bos_token_id=1,
                                            eos_token_id=2)),
    "bert": ("BertForMaskedLM", dict(vocab_size=120, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
                                     num_attention_heads=4, max_position_embeddings=32)),
    "vit": ("ViTForImageClassification", dict(hidden_size=32, intermediate_size=48, num_hidden_layers=2,
                                              num_attention_heads=4, image_size=16, patch_size=8)),
    "t5": ("T5ForConditionalGeneration", dict(vocab_size=120, d_model=32, d_kv=8, d_ff=48, num_heads=4, num_layers=2,
                                              decoder_start_token_id=0)),
    "mamba2": ("Mamba2ForCausalLM", dict(vocab_size=120, hidden_size=32, num_hidden_layers=2, expand=2, num_heads=8,
                                         head_dim=8, n_groups=2, state_size=8, bos_token_id=1, eos_token_id=2,
                                         pad_token_id=0)),
}
TIED = dict(tie_word_embeddings=True)
UNTIED = dict(tie_word_embeddings=False)
BF16 = dict(dtype="bfloat16")
F16 = dict(dtype="float16")
BIAS = dict(attention_bias=True)
WIDE = dict(head_dim=12)
# What each model changes, by its name: the family, a dash, what is unusual.
CASES = {
    "llama-attention_bias": BIAS,
    "llama-mlp_bias": dict(mlp_bias=True) | TIED,
    "llama-both_biases": BIAS | dict(mlp_bias=True, pad_token_id=3),
    "llama-head_dim": WIDE | dict(pad_token_id=-1),
    "llama-null_keys": dict(num_key_value_heads=None) | BF16,
    "mistral-tied": TIED | dict(pad_token_id=5),
    "mistral-head_dim": WIDE | dict(num_key_value_heads=1) | BF16,
    "mistral-all_keys": dict(num_key_value_heads=4, head_dim=None, pad_token_id=-1),
    "qwen2-tied": TIED | F16,
    "qwen2-padded": dict(pad_token_id=7, num_key_value_heads=None),
    "qwen2-sliding": dict(use_sliding_window=True, max_window_layers=1, pad_token_id=-1),
    "qwen3-attention_bias": BIAS | WIDE,
    "qwen3-tied": TIED | BF16 | dict(pad_token_id=-1),
    "qwen3-null_keys": dict(num_key_value_heads=None),
    "gemma-untied": UNTIED | BIAS | WIDE,
    "gemma-tied": TIED | dict(pad_token_id=4, num_key_value_heads=1),
    "gemma-default_padding": dict(pad_token_id=0) | BF16,
    "gemma2-untied": UNTIED | BIAS | dict(head_dim=12, pad_token_id=-1),
    "gemma2-tied": TIED | F16 | dict(pad_token_id=0),
    "gemma3_text-tied": TIED | dict(pad_token_id=0),
    "gemma3_text-untied": UNTIED | BIAS | dict(head_dim=12, pad_token_id=-1),
    "gemma3_text-bf16": BF16 | dict(num_hidden_layers=3, sliding_window_pattern=2),
    "mixtral-tied": TIED | dict(pad_token_id=3),
    "mixtral-head_dim": WIDE | BF16,
    "mixtral-one_expert": dict(num_key_value_heads=4, num_local_experts=1, num_experts_per_tok=1, pad_token_id=-1),
    "qwen2_moe-no_bias": dict(qkv_bias=False) | TIED,
    "qwen2_moe-dense_layer": dict(mlp_only_layers=[1], pad_token_id=6) | BF16,
    "qwen2_moe-sparse_step": dict(decoder_sparse_step=2, num_key_value_heads=4),
    "qwen2_moe-no_experts": dict(num_experts=0, pad_token_id=-1),
    "qwen3_moe-bias": BIAS | WIDE | TIED,
    "qwen3_moe-dense_layer": dict(mlp_only_layers=[0, 2], pad_token_id=6) | F16,
    "qwen3_moe-sparse_step": dict(decoder_sparse_step=2, num_key_value_heads=1),
    "qwen3_moe-no_experts": dict(num_experts=0, pad_token_id=-1),
    "deepseek_v3-no_query_rank": dict(q_lora_rank=None) | BIAS | BF16,
    "deepseek_v3-query_rank_bias": BIAS | F16,
    "deepseek_v3-all_sparse": dict(first_k_dense_replace=0, pad_token_id=2, n_shared_experts=1) | TIED,
    "deepseek_v3-all_dense": dict(first_k_dense_replace=2, pad_token_id=-1),
    "gpt2-inner": dict(n_inner=40, scale_attn_by_inverse_layer_idx=True, scale_attn_weights=False) | BF16,
    "gpt2-untied": UNTIED | dict(reorder_and_upcast_attn=True, pad_token_id=3),
    "gpt_neox-no_bias": dict(attention_bias=False),
    "gpt_neox-tied": TIED | dict(use_parallel_residual=False, pad_token_id=3) | BF16,
    "bert-untied": UNTIED | dict(pad_token_id=-1),
    "bert-bf16": BF16 | dict(pad_token_id=None),
    "bert-decoder": dict(is_decoder=True, add_cross_attention=True, pad_token_id=9),
    "vit-no_bias": dict(qkv_bias=False),
    "vit-bf16": BF16 | dict(num_channels=1, patch_size=5),
    "t5-gated": dict(feed_forward_proj="gated-gelu") | UNTIED,
    "t5-gated_f16": dict(feed_forward_proj="gated-silu", num_decoder_layers=1) | F16,
    "t5-f16": F16 | TIED,
    "t5-untied": UNTIED | dict(initializer_factor=0.5),
    "t5-untied_bf16": UNTIED | BF16,
    "mamba2-bias": dict(use_bias=True, pad_token_id=3),
    "mamba2-no_conv_bias": dict(use_conv_bias=False) | TIED,
    "mamba2-rescaled": dict(rescale_prenorm_residual=True, use_bias=True) | UNTIED,
    "mamba2-bf16": BF16 | TIED,
}
DTYPES = {torch.float32: "F32", torch.bfloat16: "BF16", torch.float16: "F16"}


def figures(name, tensor):
    values = tensor.double()
    row = dict(mean=values.mean(), std=values.std(correction=0), min=values.min(), max=values.max())
    return dict(name=name, dtype=DTYPES[tensor.dtype], shape=list(tensor.shape)) | {
        key: float(f"{value.item():.9g}") for key, value in row.items()}


def saved(name, folder):
    """Saves a fresh model, loads it and saves it again; returns the former's tensors in the types of the latter.

    Only loading widens the tensors that the library keeps in F32, but it also divides residuals of Mamba 2 once more.
    """
    family = name.split("-")[0]
    architecture, fields = FAMILIES[family]
    model_class = getattr(transformers, architecture)
    config = AutoConfig.for_model(family, **fields | CASES[name])
    torch.manual_seed(0)
    fresh = save(model_class._from_config(config), folder)
    loaded = save(model_class.from_pretrained(folder), folder)
    assert fresh.keys() == loaded.keys(), name
    return architecture, {tensor: fresh[tensor].to(loaded[tensor].dtype) for tensor in fresh}


def save(model, folder):
    if (getattr(model.config, "pad_token_id", None) or 0) < 0 and model.can_generate():
        model.generation_config.pad_token_id = None  # Generation refuses a negative id, which the model takes.
    files = []
    save_file = modeling_utils.safe_save_file
    modeling_utils.safe_save_file = lambda tensors, *a, **k: files.append(tensors) or save_file(tensors, *a, **k)
    try:
        model.save_pretrained(folder)
    finally:
        modeling_utils.safe_save_file = save_file
    [tensors] = files
    return {name: tensor.clone() for name, tensor in tensors.items()}


def main():
    out = pathlib.Path(__file__).with_name("flags")
    shutil.rmtree(out, ignore_errors=True)
    for name in CASES:
        with tempfile.TemporaryDirectory() as folder:
            architecture, tensors = saved(name, folder)
            rows = ",\n".join("  " + json.dumps(figures(*item)) for item in tensors.items())
            (out / name).mkdir(parents=True)
            shutil.copy(pathlib.Path(folder, "config.json"), out / name)
            (out / name / "manifest.json").write_text(
                f'{{"model_class": "{architecture}", "metadata": {{"format": "pt"}}, "tensors": [\n{rows}\n]}}\n')


if __name__ == "__main__":
    main()
