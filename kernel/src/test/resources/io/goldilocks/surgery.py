# SPDX-License-Identifier: Apache-2.0
"""Holds models that were changed against what transformers makes of the old ones.

python3 surgery.py resize OLD NEW: NEW has more tokens than OLD. Its old rows must be those of OLD, and its new rows must have the
mean and, whitened by the covariance of the old rows, the scale that resize_token_embeddings(mean_resizing=True) gives them.
python3 surgery.py same OLD NEW: both must come to the same logits.

Prints "ok" or what is wrong."""
import sys

import torch, transformers

torch.manual_seed(0)


def load(folder):
    model, info = transformers.AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
    info = info if isinstance(info, dict) else vars(info)
    for kind in ("missing_keys", "unexpected_keys", "mismatched_keys", "error_msgs"):
        if info[kind]:
            raise ValueError(f"{kind}: {sorted(map(str, info[kind]))}")
    return model.eval()


def tables(model):
    found = [model.get_input_embeddings().weight.detach().double()]
    head = model.get_output_embeddings()
    if head is not None and not model.config.tie_word_embeddings:
        found.append(head.weight.detach().double())
    return found


def figures(old, new):
    """How far the mean of new rows is from that of old ones, and their spread, both as multiples of what they should be."""
    mean = old.mean(0)
    centred = old - mean
    factor = torch.linalg.cholesky(1e-9 * centred.T @ centred / len(old))
    white = torch.linalg.solve_triangular(factor, (new - mean).T, upper=False)
    return white.mean(1).pow(2).mean().item() * len(new), white.var(1).mean().item()


def resize(old_folder, new_folder):
    ours, old = load(new_folder), load(old_folder)
    before = [table.clone() for table in tables(old)]
    old.resize_token_embeddings(ours.config.vocab_size, mean_resizing=True)
    for was, theirs, made in zip(before, tables(old), tables(ours), strict=True):
        if not torch.equal(was, made[: len(was)]):
            raise ValueError("old rows differ")
        if theirs.shape != made.shape:
            raise ValueError(f"shapes differ: {theirs.shape} and {made.shape}")
        # Means of chi squares with rows · width and width degrees of freedom: six of their standard deviations.
        rows, width = made[len(was) :].shape
        for name, found in (("theirs", theirs), ("ours", made)):
            mean, spread = figures(was, found[len(was) :])
            if abs(mean - 1) > 6 * (2 / width) ** 0.5 or abs(spread - 1) > 6 * (2 / (rows * width)) ** 0.5:
                raise ValueError(f"{name}: the mean is off by {mean}, the spread is {spread}, in units of what is expected")


def same(old_folder, new_folder):
    old, new = load(old_folder), load(new_folder)
    tokens = torch.randint(3, old.config.vocab_size, (2, 16))
    with torch.no_grad():
        expected, found = old(input_ids=tokens).logits, new(input_ids=tokens).logits
    error = ((found - expected).norm() / expected.norm()).item()
    if not error < 1e-5:
        raise ValueError(f"the logits differ by {error} of their norm")


try:
    {"resize": resize, "same": same}[sys.argv[1]](*sys.argv[2:])
    print("ok")
except Exception as e:
    print(f"{type(e).__name__}: {e}".replace("\n", " "))
