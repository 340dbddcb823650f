# SPDX-License-Identifier: Apache-2.0
"""Loads checkpoints with transformers and runs them: python3 interop.py FOLDER... prints a line for each, "ok" or what is wrong.

A key that is missing, unexpected or of another shape is wrong, and so is an output that is not finite. The RMS of the hidden
states must stay within FACTOR from one layer to the next, once the first has been passed: a residual stream that gains the same
from each layer grows by sqrt(2) at most there."""
import inspect, json, os, sys

import torch, transformers

FACTOR = 2.0
LENGTH = 16


def tensors(value):
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, dict) or hasattr(value, "values"):
        for item in value.values():
            yield from tensors(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors(item)


def load(folder):
    with open(os.path.join(folder, "config.json")) as file:
        name = json.load(file)["architectures"][0]
    model, info = getattr(transformers, name).from_pretrained(folder, output_loading_info=True)
    info = info if isinstance(info, dict) else vars(info)
    for kind in ("missing_keys", "unexpected_keys", "mismatched_keys", "error_msgs"):
        if info[kind]:
            raise ValueError(f"{kind}: {sorted(map(str, info[kind]))}")
    return model.eval()


def inputs(model):
    config = model.config
    if config.model_type == "vit":
        return {"pixel_values": torch.randn(1, config.num_channels, config.image_size, config.image_size)}
    tokens = torch.randint(3, config.vocab_size, (1, LENGTH))
    if type(model).__name__.endswith("MultipleChoice"):
        return {"input_ids": tokens.unsqueeze(1)}
    if config.model_type == "t5":
        tokens[0, -1] = config.eos_token_id
    given = {"input_ids": tokens}
    if "decoder_input_ids" in inspect.signature(model.forward).parameters:
        given["decoder_input_ids"] = tokens
    return given


def stacks(output):
    for name in ("hidden_states", "encoder_hidden_states", "decoder_hidden_states"):
        states = output.get(name)
        if states is not None:
            yield name, [state.float().pow(2).mean().sqrt().item() for state in states]


def check(folder):
    torch.manual_seed(0)
    model = load(folder)
    with torch.no_grad():
        output = model(**inputs(model), output_hidden_states=True)
    if not all(tensor.isfinite().all() for tensor in tensors(output) if tensor.is_floating_point()):
        raise ValueError("an output is not finite")
    checked = 0
    for name, rms in stacks(output):
        checked += 1
        # The first state is the embedding, and the last is normalised.
        for before, after in zip(rms[1:-1], rms[2:-1]):
            if not 1 / FACTOR < after / before < FACTOR:
                raise ValueError(f"the RMS of {name} is not flat: {rms}")
    if not checked:
        raise ValueError("there are no hidden states")


for folder in sys.argv[1:]:
    try:
        check(folder)
        print(folder, "ok", flush=True)
    except Exception as e:
        print(folder, f"{type(e).__name__}: {e}".replace("\n", " "), flush=True)
