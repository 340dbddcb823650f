# SPDX-License-Identifier: Apache-2.0
"""What each recipe should come to, by the tensor's name alone: python3 expected.py > expected.csv

Written from the sources that the recipes name, without their rules: a second opinion. Columns: recipe, options, config folder,
tensor, distribution, parameter (std of a normal, bound of a uniform, value of a constant), cut in std ('-' for none)."""
import json, math, os, re

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "model")
RESIDUAL = re.compile(r"\.(c_proj|o_proj|down_proj)\.weight$")
EMBEDDING = re.compile(r"(wte|wpe|embed_tokens)\.weight$")
QUERY = re.compile(r"\.(q_proj|q_attn)\.weight$")
VALUES = re.compile(r"\.(v_proj|c_fc|gate_proj|up_proj|c_proj|o_proj|down_proj)\.weight$")


class Tensor:
    def __init__(self, config, name, shape):
        self.name, self.shape = name, shape
        self.d = config.get("n_embd") or config["hidden_size"]
        self.layers = config.get("n_layer") or config["num_hidden_layers"]
        index = re.search(r"\.(?:h|layers)\.(\d+)\.", name)
        self.layer = int(index.group(1)) if index else None
        transposed = config["model_type"] == "gpt2" and not name.startswith("lm_head") and not EMBEDDING.search(name)
        self.ins, self.outs = (shape if transposed else shape[::-1]) if len(shape) == 2 else (None, None)
        self.norm = bool(re.search(r"(ln_\w+|norm)\.(weight|bias)$", name))
        self.bias = name.endswith(".bias") and not self.norm
        self.residual = bool(RESIDUAL.search(name))
        self.head = name == "lm_head.weight"
        self.embedding = bool(EMBEDDING.search(name))
        self.token = self.embedding and "wpe" not in name
        self.gpt2 = config["model_type"] == "gpt2"


def normal(std, cut="-"):
    return "normal", std, cut


def uniform(bound):
    return "uniform", bound, "-"


def gpt2(t, o):  # nanoGPT model.py: _init_weights, then c_proj
    return normal(0.02 / math.sqrt(2 * t.layers) if t.residual else 0.02)


def megatron(t, o):  # scaled_init_method_normal for output layers
    return normal(o["std"] / math.sqrt(2.0 * t.layers) if t.residual else o["std"])


def small_init(t, o):
    return normal(2 / t.layers / math.sqrt(t.d) if t.residual else (2 / (5 * t.d)) ** 0.5)


def mitchell(t, o):  # OLMo: attn_out by d_model, ff_out by its inputs
    if t.residual:
        n = t.ins if ("mlp" in t.name) else t.d
        return normal(1 / math.sqrt(2 * n * (t.layer + 1)), 3)
    return normal(1 / math.sqrt(t.d), 3)


def full_megatron(t, o):
    if t.head:
        return normal(t.d**-0.5, 3)
    return normal(0.02 / math.sqrt(2.0 * t.layers) if t.residual else 0.02, 3)


def llama_depth(t, o):
    if t.token:
        return normal(1.0)
    if t.head:
        return normal(t.d**-0.5, 3)
    depth = t.residual or t.name.endswith("up_proj.weight")
    return normal(0.02 / (2 * (t.layer + 1)) ** 0.5 if depth else 0.02, 3)


def mup(t, o):  # width multiplier d/base; zero readout and query
    if t.head or QUERY.search(t.name):
        return normal(0.0)
    return normal(o["std"] if t.embedding else o["std"] / math.sqrt(t.d / o["base_width"]))


def torch_defaults(t, o):
    if t.embedding:
        return normal(1.0)
    if t.gpt2 and not t.head:
        return normal(0.02)  # transformers' Conv1D
    return uniform(1 / math.sqrt(t.ins))


def xavier(t, gain):
    return gain * math.sqrt(2.0 / (t.ins + t.outs))


def t_fixup(t, o):  # decoder: values, outputs and MLPs by (9N)^(-1/4)
    narrow = (9 * t.layers) ** -0.25
    if t.embedding:
        return normal(narrow * t.d**-0.5)
    return uniform(xavier(t, narrow if VALUES.search(t.name) else 1.0) * math.sqrt(3))


def deepnorm(t, o):
    if t.embedding or t.head:
        return normal(o["range"])
    return normal(xavier(t, (8 * t.layers) ** -0.25 if VALUES.search(t.name) else 1.0))


def expected(recipe, t, o):
    if t.norm:
        return "constant", 1.0 if t.name.endswith("weight") else 0.0, "-"
    if t.bias:
        if recipe is torch_defaults and not t.gpt2:
            return uniform(1 / math.sqrt(t.bias_ins))
        return "constant", 0.0, "-"
    return recipe(t, o)


def main():
    cases = [(r, {}) for r in (gpt2, small_init, mitchell, full_megatron, llama_depth, torch_defaults, t_fixup, deepnorm)]
    cases += [(megatron, {"std": 0.006}), (mup, {"base_width": 24, "std": 0.03})]
    for folder in ("gpt2", "gpt2-cross", "llama", "llama-tied-bias"):
        config = json.load(open(f"{HERE}/{folder}/config.json"))
        shapes = {t["name"]: t["shape"] for t in json.load(open(f"{HERE}/{folder}/manifest.json"))["tensors"]}
        for recipe, options in cases:
            for name, shape in shapes.items():
                t = Tensor(config, name, shape)
                if t.bias:
                    t.bias_ins = Tensor(config, name, shapes[name[:-4] + "weight"]).ins
                if t.name.endswith((".c_attn.weight")) and recipe in (t_fixup, deepnorm):
                    continue  # the values are a part of the tensor: stated apart
                kind, value, cut = expected(recipe, t, options | {"range": config["initializer_range"]})
                written = ",".join(f"{k}={v}" for k, v in options.items())
                print(recipe.__name__.replace("_", "-"), written, folder, name, kind, repr(float(value)), cut, sep=";")


main()
