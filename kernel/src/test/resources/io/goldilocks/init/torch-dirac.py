# SPDX-License-Identifier: Apache-2.0
"""Writes torch-dirac.csv: where torch.nn.init.dirac_ has its ones. Run: python3 torch-dirac.py > torch-dirac.csv"""
import torch

print(f"# torch {torch.__version__}: shape; groups; indices of the ones in C order")
for shape, groups in [((4, 4, 3), 1), ((6, 4, 3), 1), ((3, 5, 4), 1), ((6, 2, 3), 3), ((8, 3, 2), 2), ((4, 2, 3, 5), 2),
                      ((5, 5, 1, 1), 1), ((6, 3, 3, 3, 3), 2), ((2, 2, 4, 2, 3), 1)]:
    tensor = torch.nn.init.dirac_(torch.empty(shape), groups).flatten()
    print("x".join(map(str, shape)), groups, " ".join(str(int(i)) for i in tensor.nonzero()), sep=";")
