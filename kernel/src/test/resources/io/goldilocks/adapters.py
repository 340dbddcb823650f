# SPDX-License-Identifier: Apache-2.0
"""Loads adapters with PEFT and compares the models with their bases: python3 adapters.py MODEL BASE ADAPTER BOUND ... prints a line
for each four, "ok" or what is wrong.

MODEL is the model as it was, BASE what the adapter is put on: the same, or its residual. A key of the adapter that is missing or
unexpected is wrong, and so is an output that differs from MODEL's by more than BOUND times the greatest; a bound of 0 means the same
bits. Where BASE is a residual, the factors are held against torch: singular values, or its QR decomposition."""
import json, os, sys, warnings

import torch, transformers
from safetensors.torch import load_file

try:
    from peft import PeftModel
    from peft.utils import load_peft_weights, set_peft_model_state_dict
except ImportError:
    print("peft is missing")
    sys.exit()

LENGTH = 16
# The singular values of an untrained model lie so close that those found differ by this part of the greatest.
FACTOR_BOUND = 1e-2
PREFIX = "base_model.model."


def load(folder):
    with open(os.path.join(folder, "config.json")) as file:
        name = json.load(file)["architectures"][0]
    return getattr(transformers, name).from_pretrained(folder).eval()


def outputs(model):
    torch.manual_seed(0)
    config = model.config
    if config.model_type == "vit":
        given = {"pixel_values": torch.randn(2, config.num_channels, config.image_size, config.image_size)}
    else:
        given = {"input_ids": torch.randint(3, config.vocab_size, (2, LENGTH))}
    if config.is_encoder_decoder:
        given["decoder_input_ids"] = given["input_ids"]
    with torch.no_grad():
        return model(**given)[0].float()


def adapted(base, adapter):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = PeftModel.from_pretrained(load(base), adapter)
    wrong = [str(w.message) for w in caught if "adapter keys" in str(w.message)]
    if wrong:
        raise ValueError("; ".join(wrong))
    result = set_peft_model_state_dict(model, load_peft_weights(adapter))
    missing = [key for key in result.missing_keys if "lora_" in key]
    if missing or result.unexpected_keys:
        raise ValueError(f"missing {missing}, unexpected {result.unexpected_keys}")
    return model.eval()


def weights(folder):
    files = [file for file in os.listdir(folder) if file.endswith(".safetensors")]
    return {key: value.float() for file in files for key, value in load_file(os.path.join(folder, file)).items()}


def check_factors(model, adapter, transposed):
    with open(os.path.join(adapter, "adapter_config.json")) as file:
        config = json.load(file)
    rank = config["r"]
    scale = config["lora_alpha"] / (rank**0.5 if config["use_rslora"] else rank)
    whole, factors = weights(model), weights(adapter)
    for key in [key for key in factors if key.endswith(".lora_A.weight")]:
        module = key.removeprefix(PREFIX).removesuffix(".lora_A.weight")
        weight = whole[module + ".weight"]
        weight = weight.T if transposed else weight
        a, b = factors[key], factors[key.replace("lora_A", "lora_B")]
        if (b.T @ b - torch.eye(rank)).abs().max() < 1e-4:
            q, r = torch.linalg.qr(weight)
            found, wanted = torch.cat([b.flatten(), a.flatten()]), torch.cat([q[:, :rank].flatten(), r[:rank].flatten()])
        else:
            found, wanted = scale * b.pow(2).sum(0), torch.linalg.svdvals(weight)[:rank]
            same = scale * a.pow(2).sum(1)
            if (found - same).abs().max() > 1e-5 * wanted[0]:
                raise ValueError(f"{module}: A and B hold other singular values")
        if (found - wanted).abs().max() > FACTOR_BOUND * wanted.abs().max():
            raise ValueError(f"{module}: the factors differ from torch's by {(found - wanted).abs().max()}")


def check(model, base, adapter, bound):
    expected, found = outputs(load(model)), outputs(adapted(base, adapter))
    difference = ((found - expected).abs().max() / expected.abs().max()).item()
    if not difference <= bound:
        raise ValueError(f"the outputs differ by {difference} of the greatest: expected {bound}")
    if base != model:
        check_factors(model, adapter, "gpt2" in model)


arguments = sys.argv[1:]
for i in range(0, len(arguments), 4):
    try:
        check(*arguments[i:i + 3], float(arguments[i + 3]))
        print(arguments[i + 2], "ok", flush=True)
    except Exception as e:
        print(arguments[i + 2], f"{type(e).__name__}: {e}".replace("\n", " "), flush=True)
