# SPDX-License-Identifier: Apache-2.0
"""Speed of PyTorch's normal_ on one thread: the same job as NormalFillBenchmark, timed the same way.

Prints, for a buffer in cache and one in DRAM, the mean of 5 iterations of 1 s after 3 of warm-up, in 10^9 samples per second.
"""
import statistics
import time

import torch


def rate(tensor):
    fills = 0
    start = time.perf_counter()
    while time.perf_counter() < start + 1:
        tensor.normal_()
        fills += 1
    return fills * tensor.numel() / (time.perf_counter() - start) / 1e9


torch.set_num_threads(1)
torch.manual_seed(42)
print(f"torch {torch.__version__}, {torch.__config__.show().partition('CPU capability usage: ')[2].split()[0]}")
for elements in (1 << 18, 1 << 26):
    for dtype in (torch.float32, torch.bfloat16, torch.float64):
        tensor = torch.empty(elements, dtype=dtype)
        rates = [rate(tensor) for _ in range(8)][3:]
        print(f"{elements:>9} {str(dtype):15} {statistics.mean(rates):.3f} ± {statistics.stdev(rates):.3f}")
