# SPDX-License-Identifier: Apache-2.0
"""Goldilocks stream format 1 in NumPy: python3 stream.py KIND SEED NAME START COUNT prints the elements' bits in hex."""
import hashlib, sys
import numpy as np

M0, M1, W0, W1, LOW = (np.uint64(x) for x in (0xD2511F53, 0xCD9E8D57, 0x9E3779B9, 0xBB67AE85, 0xFFFFFFFF))
u32, f32, f64 = np.uint32, np.float32, np.float64
SIGN, h = u32(1 << 31), float.fromhex
LOG = [h(x) for x in "0x1.660ec8p-4 0x1.251406p-3 0x1.317e24p-3 0x1.535a3cp-3 0x1.98d336p-3 0x1.0004bp-2 0x1.5556f2p-2 0x1.fffffap-2".split()]
SIN = [h(x) for x in "-0x1.2f5992p-15 0x1.466b2p-9 -0x1.4abbecp-4 0x1.921fb6p-1".split()]
COS = [h(x) for x in "0x1.d684aap-19 -0x1.55b7cep-12 0x1.03c1b8p-6 -0x1.3bd3ccp-2 0x1p0".split()]

def words(seed, name, first, tiles):  # -> [tiles, 4 rows, 16 columns]
    tensor = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")
    block = np.arange(16 * first, 16 * (first + tiles), dtype=np.uint64)
    c = [block & LOW, block >> np.uint64(32), block * np.uint64(0) + np.uint64(tensor & 0xFFFFFFFF), block * np.uint64(0) + np.uint64(tensor >> 32)]
    k0, k1 = np.uint64(seed & 0xFFFFFFFF), np.uint64(seed >> 32 & 0xFFFFFFFF)
    for _ in range(10):
        p, q = M0 * c[0], M1 * c[2]
        c = [(q >> np.uint64(32)) ^ c[1] ^ k0, q & LOW, (p >> np.uint64(32)) ^ c[3] ^ k1, p & LOW]
        k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
    return np.stack(c, 1).astype(u32).reshape(-1, 16, 4).transpose(0, 2, 1)

def fma(a, b, c):  # in f32, rounded once: the product is exact in f64; the sum is rounded to odd there, so f32 sees every bit
    p, c = f64(a) * f64(b), f64(c)
    s = p + c
    t = s - p
    e = (p - (s - t)) + (c - t)
    bits = np.atleast_1d(s).view(np.int64)
    return (bits + np.where((bits & 1 == 0) & (e != 0), np.where((e > 0) == (s > 0), 1, -1), 0)).view(f64).astype(f32)

def horner(x, coefficients):
    value = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        value = fma(x, value, c)
    return value

def uniform32(w, low=0.0, high=1.0):
    return fma((w >> u32(8)).astype(f32), (f32(high) - f32(low)) * f32(2.0**-24), f32(low))

def uniform64(w):  # on [0, 1); other bounds need an f64 fma, which NumPy lacks
    return ((w[:, 0::2] >> u32(5)) * 2.0**26 + (w[:, 1::2] >> u32(6))) * 2.0**-53

def normal32(w, mean=0.0, std=1.0):
    radial, angle = w[:, 0::2], w[:, 1::2]
    bits = fma((radial >> u32(1)).astype(f32), 2.0**-31, 2.0**-32).view(np.int32)
    e = (bits - 0x3F3504F3) >> 23
    g = f32(1) - (bits - (e << 23)).view(f32)
    r = np.sqrt(fma(g * g, horner(g, LOG), fma(e.astype(f32), -f32(h("0x1.62e43p-1")), g))) * f32(std)
    t = (angle << u32(2)).view(np.int32).astype(f32) * f32(2.0**-31)
    tilt, cos = t * horner(t * t, SIN), horner(t * t, COS)
    x = ((cos - tilt).view(u32) ^ (angle & SIGN)).view(f32)
    y = ((cos + tilt).view(u32) ^ (angle << u32(1) & SIGN)).view(f32)
    return np.stack([fma(r, x, f32(mean)), fma(r, y, f32(mean))], 2)

def normal64(w):  # NumPy has no f64 fma and its own log, sin and cos: equal to within a few units of the last place
    u = (w[:, 0] >> u32(1)) * 2.0**-31 + (w[:, 1] >> u32(1)) * 2.0**-62 + 2.0**-63
    t = (w[:, 2] << u32(2)).view(np.int32) * 2.0**-31 + (w[:, 3] >> u32(1)) * 2.0**-60
    x, y = (np.sqrt(-2 * np.log(u)) * f(np.pi / 4 * (t + 1)) for f in (np.cos, np.sin))
    return np.stack([np.where(w[:, 2] & SIGN, -x, x), np.where(w[:, 2] << u32(1) & SIGN, -y, y)], 1)

KINDS = {"words": lambda w: w, "uniform32": uniform32, "normal32": normal32, "uniform64": uniform64, "normal64": normal64}

if __name__ == "__main__":
    kind, seed, name, start, count = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    per = 32 if kind.endswith("64") else 64
    values = KINDS[kind](words(seed, name, start // per, (count + per - 1) // per + 1)).ravel()[start % per:][:count]
    print("\n".join(f"{v:0{values.itemsize * 2}x}" for v in values.view(f"u{values.itemsize}")))
