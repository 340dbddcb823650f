# SPDX-License-Identifier: Apache-2.0
"""Makes a model of each config by transformers and saves it in small files: python saved.py CONFIG OUT [CONFIG OUT ...]."""
import sys

import torch
import transformers

transformers.logging.set_verbosity_error()
torch.manual_seed(0)
for source, target in zip(sys.argv[1::2], sys.argv[2::2]):
    config = transformers.AutoConfig.from_pretrained(source)
    model = getattr(transformers, config.architectures[0])(config)
    model.save_pretrained(target, max_shard_size="200KB")
    print(target, "ok")
