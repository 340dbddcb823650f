# SPDX-License-Identifier: Apache-2.0
"""Makes what ShardTest compares with, by huggingface_hub and transformers: python3 shards.py, in this folder.

splits.txt: max_shard_size|sizes of the tensors in bytes|the tensors of each file, in order. <config>-<size>.index.json: what
save_pretrained writes beside the files, for the configs of ../model."""
import json, os, random, shutil, tempfile

import torch, transformers
from huggingface_hub.serialization._base import split_state_dict_into_shards_factory

random.seed(1)
CASES = [(10, [10]), (10, [11]), (10, [10, 10]), (10, [5, 5, 1]), (10, [5, 6]), (10, [3, 20, 4]), (10, [20, 3, 4]),
         (10, [3, 4, 20]), (10, [3, 20, 8, 30, 2]), (1, [1, 1, 1]), (10, [1, 0, 9, 0, 1, 0]), (100, [1] * 7)]
CASES += [(limit, [random.choice([0, 1, 3, 7, limit // 2, limit - 1, limit, limit + 1, random.randrange(1, 2 * limit)])
                   for _ in range(random.randrange(1, 25))]) for limit in [8, 50, 1000] for _ in range(10)]
with open("splits.txt", "w") as out:
    for limit, sizes in CASES:
        state = {f"t{i}": size for i, size in enumerate(sizes)}
        split = split_state_dict_into_shards_factory(
            state, get_storage_size=lambda size: size, filename_pattern="model{suffix}.safetensors", max_shard_size=limit)
        groups = ";".join(" ".join(names) for names in split.filename_to_tensors.values())
        print(limit, " ".join(map(str, sizes)), groups, sep="|", file=out)

for name, size in [("gpt2", "500KB"), ("gpt2", "100KB"), ("llama", "200KB"), ("gemma2", "300KB"), ("bert", "150KB"),
                   ("t5", "250KB")]:
    with open(f"../model/{name}/config.json") as file:
        fields = json.load(file)
    config = transformers.AutoConfig.for_model(**fields)
    model = getattr(transformers, fields["architectures"][0])(config)
    folder = tempfile.mkdtemp()
    model.save_pretrained(folder, max_shard_size=size)
    shutil.copy(os.path.join(folder, "model.safetensors.index.json"), f"{name}-{size}.index.json")
    shutil.rmtree(folder)
