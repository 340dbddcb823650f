# SPDX-License-Identifier: Apache-2.0
"""Orthogonal matrices in NumPy: python3 orthogonal.py SEED NAME ROWS COLUMNS GAIN prints the bits of the f32 elements in hex."""
import sys
import numpy as np
from stream import f32, f64, fma, normal32, words

def chain(sums, a, b):  # sums + a·b: one fma after the other
    for k in range(a.shape[1]):
        sums = fma(a[:, k, None], b[k], sums)
    return sums

def total(terms):  # f64, one after the other
    return np.cumsum(terms)[-1] if len(terms) else f64(0)

def orthonormal(x, gain):  # n rows of m Gaussians, n <= m
    q, (n, m) = x.copy(), x.shape
    for p in range((n - 1) // 64 * 64, -1, -64):
        v, t, d = np.zeros((64, m), f32), np.zeros((64, 64)), []
        for j in range(min(64, n - p)):
            head, tail = f64(x[p + j, p + j]), total(f64(x[p + j, p + j + 1:]) ** 2)
            sign = np.copysign(1, head)
            v[j, p + j:] = x[p + j, p + j:]
            v[j, p + j] = head + sign * np.sqrt(tail + head * head)
            square = tail + f64(v[j, p + j]) ** 2
            t[j, j] = 2 / square if square > 0 else 0
            d.append(-sign * gain)
        v = v[:, p:]
        s = f64(chain(np.zeros((64, 64), f32), v, v.T))
        for j in range(64):
            for i in range(j):
                t[i, j] = -total(t[i, i:j] * s[i:j, j]) * t[j, j]
        q[p:p + len(d)] = 0
        q[range(p, p + len(d)), range(p, p + len(d))] = d
        y = chain(np.zeros((n - p, 64), f32), q[p:, p:], v.T)
        z = chain(np.zeros((n - p, 64), f32), y, f32(-t.T))
        q[p:, p:] = chain(q[p:, p:], z, v)
    return q

if __name__ == "__main__":
    seed, name, rows, columns, gain = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
    x = normal32(words(seed, name, 0, rows * columns // 64 + 1)).ravel()[:rows * columns].reshape(rows, columns)
    q = orthonormal(x, gain) if rows <= columns else orthonormal(x.T, gain).T
    print("\n".join(f"{bits:08x}" for bits in np.ascontiguousarray(q).view(np.uint32).ravel()))
