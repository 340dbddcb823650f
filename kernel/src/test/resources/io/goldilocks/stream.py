# SPDX-License-Identifier: Apache-2.0
"""Goldilocks stream format 3 in NumPy: python3 stream.py KIND SEED NAME START COUNT prints the elements' bits in hex.
KIND is one of KINDS below, with another engine's name and - before it for that engine."""
import hashlib, math, sys
import numpy as np

M0, M1, W0, W1, LOW = (np.uint64(x) for x in (0xD2511F53, 0xCD9E8D57, 0x9E3779B9, 0xBB67AE85, 0xFFFFFFFF))
u32, f32, f64 = np.uint32, np.float32, np.float64
SIGN, h = u32(1 << 31), float.fromhex
LOG = [h(x) for x in "0x1.660ec8p-4 0x1.251406p-3 0x1.317e24p-3 0x1.535a3cp-3 0x1.98d336p-3 0x1.0004bp-2 0x1.5556f2p-2 0x1.fffffap-2".split()]
SIN = [h(x) for x in "-0x1.2f5992p-15 0x1.466b2p-9 -0x1.4abbecp-4 0x1.921fb6p-1".split()]
COS = [h(x) for x in "0x1.d684aap-19 -0x1.55b7cep-12 0x1.03c1b8p-6 -0x1.3bd3ccp-2 0x1p0".split()]

CENTRAL, WIDE, TAIL, FAR = [[[h(x) for x in half.split()][::-1] for half in pair] for pair in [
    ["0x1.6ec69cp-25 0x1.5ee7c4p-15 0x1.a8d4e8p-8 0x1.fe6f2ap-3 0x1.58e70cp1 0x1.00fe62p3 0x1.5c8766p2 0x1.975602p-2",
     "0x1.78bbeap-27 0x1.aff958p-17 0x1.306e4ep-9 0x1.aea74ep-4 0x1.62dac2p0 0x1.595bfep2 0x1.6234d6p2 0x1p0"],
    ["0x1.40d932p0 0x1.d287d2p-2 0x1.83689cp-4 0x1.b4854cp-7 0x1.48ff9ep-10 0x1.2f93dep-14 0x1.bed7fep-22",
     "0x1p0 0x1.a09dfcp-4 0x1.255718p-5 0x1.4f68cap-9 0x1.26eb4ep-12 0x1.6b4b86p-18 0x1.aa1feap-28"],
    ["0x1.0d04c8p0 0x1.cb807p-2 -0x1.a1f5aep-5 0x1.c6b0eap-7 0x1.35c0e6p-10 0x1.fa3fbap-17 0x1.00fd0ap-25",
     "0x1p0 -0x1.6d306p-5 0x1.029d88p-7 0x1.02d3a6p-8 0x1.ecc95cp-14 0x1.4eff8ap-21 0x1.5dd9b4p-32"],
    ["0x1.1bbdf6p0 0x1.43e376p-1 0x1.260324p-5 0x1.01429ep-11 0x1.03ed3cp-19 0x1.1fc866p-29 0x1.e2fbbcp-42",
     "0x1p0 0x1.128e3ep-3 0x1.ccddeep-9 0x1.abf1b8p-16 0x1.ccc3ccp-25 0x1.e17dc4p-36 0x1.b72458p-50"]]]
NODES = np.array([0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363])
WEIGHTS = np.array([0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763])

ROTATIONS = [(10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20)]

def counters(name, first, end):  # the four words for each of some blocks
    block = np.arange(first, end, dtype=np.uint64)
    low, high = np.frombuffer(hashlib.sha256(name.encode()).digest()[:8], "<u4")
    return [block & LOW, block >> np.uint64(32), np.full_like(block, low), np.full_like(block, high)]

def words(seed, name, first, tiles):  # Philox4x32-10 -> [tiles, 4 rows, 16 columns]
    c = counters(name, 16 * first, 16 * (first + tiles))
    k0, k1 = np.uint64(seed & 0xFFFFFFFF), np.uint64(seed >> 32 & 0xFFFFFFFF)
    for _ in range(10):
        p, q = M0 * c[0], M1 * c[2]
        c = [(q >> np.uint64(32)) ^ c[1] ^ k0, q & LOW, (p >> np.uint64(32)) ^ c[3] ^ k1, p & LOW]
        k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
    return np.stack(c, 1).astype(u32).reshape(-1, 16, 4).transpose(0, 2, 1)

def chacha8(seed, name, first, tiles):  # the same by ChaCha8
    key = b"expand 32-byte k" + (seed % 2**64).to_bytes(8, "little") + b"Goldilocks chacha8 key 1"
    counter = counters(name, 16 * (first // 4), 16 * ((first + tiles + 3) // 4))
    start = [np.full(len(counter[0]), word) for word in np.frombuffer(key, "<u4")] + [word.astype(u32) for word in counter]
    x = list(start)
    for _ in range(4):
        for quarter in "048c 159d 26ae 37bf 05af 16bc 278d 349e".split():
            a, b, c, d = (int(i, 16) for i in quarter)
            for i, j, k, n in (a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7):
                x[i] = x[i] + x[j]
                x[k] = (x[k] ^ x[i]) << u32(n) | (x[k] ^ x[i]) >> u32(32 - n)
    rows = np.stack([a + b for a, b in zip(x, start)], 1).reshape(-1, 16, 16).transpose(0, 2, 1)
    return rows.reshape(-1, 4, 16)[first % 4:][:tiles]

def threefry(seed, name, first, tiles):  # the same by Threefry4x32-13
    key = [seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF, 0, 0]
    key.append(0x1BD11BDA ^ key[0] ^ key[1])
    x = [word.astype(u32) for word in counters(name, 16 * first, 16 * (first + tiles))]
    for r in range(13):
        if r % 4 == 0:
            x = [word + u32(key[(r // 4 + i) % 5]) for i, word in enumerate(x)]
            x[3] = x[3] + u32(r // 4)
        for i, n in zip((0, 2), ROTATIONS[r % 8]):
            k = (i + 1, 3 - i)[r % 2]
            x[i] = x[i] + x[k]
            x[k] = (x[k] << u32(n) | x[k] >> u32(32 - n)) ^ x[i]
    return np.stack(x, 1).reshape(-1, 16, 4).transpose(0, 2, 1)

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

def area(low, high):  # the mass of the Gaussian on [low, high] by its density at the point nearest 0, and that point
    peak = low if low > 0 else min(high, 0.0)
    if math.isinf(peak):
        return 0.0, peak
    reach = 100 / (abs(peak) + math.sqrt(peak * peak + 100))
    start = max(low - peak, -reach)
    width = (min(high - peak, reach) - start) / 64
    z = start + width * (np.arange(64)[:, None] + (1 + np.concatenate([-NODES[::-1], NODES])) / 2)
    return float((np.concatenate([WEIGHTS[::-1], WEIGHTS]) * np.exp(-z * (peak + z / 2))).sum()) * width / 2, peak

def mass(low, high):
    a, peak = area(low, high)
    return a * math.exp(-peak * peak / 2) / math.sqrt(2 * math.pi)

def truncated32(w, mean=0.0, std=1.0, low=-2.0, high=2.0):  # low and high that f32 holds
    if f32(mean) - f32(std) * f32(6.67) >= low and f32(mean) + f32(std) * f32(6.67) <= high:
        return normal32(w, mean, std)
    s, a, b = w.view(np.int32), (low - mean) / std, (high - mean) / std
    if b <= 0:
        a, b, std = -b, -a, -std
    above, step = mass(b, math.inf), 2 * 2.0**-32 * mass(a, b)
    beyond = mass(a, math.inf) if a >= 0 else 0.5
    centre = (1 - beyond if a >= 0 else mass(-a, math.inf)) - above
    y = fma(s.astype(f32), f32(step), f32(centre + step / 2))
    if max(-a, b) <= 3.01:
        x, (n, d) = fma(-y, y, f32(1)), CENTRAL
    else:
        t = ((s ^ ~(s >> 31)) & 0x7FFFFFFF).astype(f32)
        if a < 0:
            near, far, ends = step, step, (2 * mass(-a, math.inf), 2 * above)
        else:
            far = 2.0**-32 * area(a, b)[0] / area(a, math.inf)[0]
            rest = area(b, math.inf)[0] / area(a, math.inf)[0] * math.exp(-(b - a) * ((b + a) / 2)) if b <= a + 37 else 0.0
            near, ends = -far, (1.0, rest)
        v = fma(t, np.where(s < 0, f32(near), f32(far)), np.where(s < 0, f32(ends[0] + near / 2), f32(ends[1] + far / 2)))
        x = neg_log(v * fma(v, -f32(2 * beyond), f32(2))) + f32(-math.log(2 * beyond) if a >= 0 else 0.0)
        n, d = WIDE if a < 4.2 else TAIL if a < 9.5 else FAR
    return np.clip(fma(y * (horner(x, n) / horner(x, d)), f32(std), f32(mean)), f32(low), f32(high))

def uniform64(w):  # on [0, 1); other bounds need an f64 fma, which NumPy lacks
    return ((w[:, 0::2] >> u32(5)) * 2.0**26 + (w[:, 1::2] >> u32(6))) * 2.0**-53

def neg_log(u):
    bits = u.view(np.int32)
    e = (bits - 0x3F3504F3) >> 23
    g = f32(1) - (bits - (e << 23)).view(f32)
    p, g2 = LOG, g * g
    low, high = (fma(g2, fma(g, p[i], p[i + 1]), fma(g, p[i + 2], p[i + 3])) for i in (4, 0))
    return fma(g2, fma(g2 * g2, high, low), fma(e.astype(f32), -f32(h("0x1.62e43p-1")), g))

def normal32(w, mean=0.0, std=1.0):
    radial, angle = w[:, 0::2], w[:, 1::2]
    r = np.sqrt(neg_log(fma((radial >> u32(1)).astype(f32), 2.0**-31, 2.0**-32))) * f32(std)
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

KINDS = {"words": lambda w: w, "uniform32": uniform32, "normal32": normal32, "uniform64": uniform64, "normal64": normal64,
         "truncated32": truncated32, "tail32": lambda w: truncated32(w, low=3.0, high=5.0)}
ENGINES = {"": words, "chacha8": chacha8, "threefry4x32-13": threefry}

if __name__ == "__main__":
    (engine, _, kind), seed, name, start, count = sys.argv[1].rpartition("-"), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    per = 32 if kind.endswith("64") else 64
    values = KINDS[kind](ENGINES[engine](seed, name, start // per, (count + per - 1) // per + 1)).ravel()[start % per:][:count]
    print("\n".join(f"{v:0{values.itemsize * 2}x}" for v in values.view(f"u{values.itemsize}")))
