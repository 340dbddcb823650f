# SPDX-License-Identifier: Apache-2.0
"""Writes the files beside this script with the reference writer: python make.py (safetensors 0.8.0, numpy 2.4.6).

The data of every tensor counts up from 0, byte by byte, so that a test can make it again.
"""
import ctypes
import pathlib

import numpy as np
import safetensors

FOLDER = pathlib.Path(__file__).parent
BITS = {"float4_e2m1fn_x2": 4, "bool": 8, "uint8": 8, "int8": 8, "float8_e5m2": 8, "float8_e4m3fn": 8,
        "float8_e8m0fnu": 8, "float8_e4m3fnuz": 8, "float8_e5m2fnuz": 8, "int16": 16, "uint16": 16, "float16": 16,
        "bfloat16": 16, "int32": 32, "uint32": 32, "float32": 32, "complex64": 64, "float64": 64, "int64": 64,
        "uint64": 64}


def save(file, tensors, metadata=None):
    specs, keep = {}, []
    for name, (dtype, shape) in tensors.items():
        size = int(np.prod(shape, dtype=object)) * BITS[dtype] // 8
        data = ctypes.create_string_buffer(bytes(i % 256 for i in range(size)), max(size, 1))
        keep.append(data)
        if dtype == "float4_e2m1fn_x2":  # Counted in bytes of two elements by the binding.
            shape = [*shape[:-1], shape[-1] // 2]
        specs[name] = safetensors.TensorSpec(dtype=dtype, shape=shape, data_ptr=ctypes.addressof(data), data_len=size)
    (FOLDER / file).write_bytes(safetensors.serialize(specs, metadata))


save("empty.safetensors", {})
save("empty-with-metadata.safetensors", {}, {"framework": "pt"})
save("aligned.safetensors", {"attn.0": ("float32", [1, 2, 3])})
save("padded.safetensors", {"attn0": ("float32", [1, 1, 2, 3])})
save("integers.safetensors", {"test": ("int32", [2, 2])})
save("fp4.safetensors", {"attn.0": ("float4_e2m1fn_x2", [1, 2])})
save("dtypes.safetensors", {f"t.{dtype}": (dtype, [3, 2]) for dtype in BITS})
save("shapes.safetensors", {"scalar": ("float32", []), "none": ("bfloat16", [2, 0]), "b.10": ("float32", [3]),
                            "b.2": ("float32", [3]), "B": ("float32", [1])})
save("names.safetensors", {name: ("uint8", [1]) for name in
                           ["\uffee", "\U0001f41b", "é", "e\u0301", 'quo"te', "back\\slash", "sl/ash", "\u2028", " "]},
     {"control": "\x00\x1f\x7f\b\t\n\f\r\"\\/\U0001f43b"})  # One key, because the order of several is by hash.
for name, array in {"matrix-f4": np.arange(6, dtype="<f4").reshape(2, 3), "vector-f8": np.arange(3, dtype="<f8"),
                    "scalar-f2": np.array(1.5, dtype="<f2"), "empty-f4": np.zeros((0, 7), dtype="<f4"),
                    "long-f4": np.zeros((1,) * 31 + (2,), dtype="<f4")}.items():
    np.save(FOLDER / f"{name}.npy", array)
