// SPDX-License-Identifier: Apache-2.0
// The yardstick: the kernel's own arithmetic (STREAM.md) written by hand in AVX-512 intrinsics, so that what HotSpot makes of the
// Vector API can be compared with what the machine gives. Words and samples stay in registers from the counter to the store.
// words, uniform, normal and truncated give the kernel's bits in f32; so do bf16 and f64 normals.
#include <immintrin.h>
#include <stdint.h>

typedef __m512i V;
typedef __m512 F;
typedef __m512d D;

// What a stream is: the engine's key, the words of the counter above the block, and the first block.
typedef struct {
    uint32_t key0, key1, counter2, counter3;
} Stream;

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")
#define XOR3(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0x96)
#define BLOCKS_PER_GROUP 8
#define WORDS_PER_GROUP 32

// Philox4x32-10: a group is 8 blocks, one in each lane of 64 bits; groups go in pairs of even and odd blocks, which one shift and
// one blend put into memory order.
#define PHILOX(GROUPS)                                                                                                     \
    V c0[GROUPS], c1[GROUPS], c2[GROUPS], c3[GROUPS];                                                                      \
    const V m0 = _mm512_set1_epi64(0xD2511F53), m1 = _mm512_set1_epi64(0xCD9E8D57);                                        \
    UNROLL for (int g = 0; g < GROUPS; g++) {                                                                              \
        const uint64_t first = block + g / 2 * 2 * BLOCKS_PER_GROUP + g % 2;                                               \
        c0[g] = _mm512_add_epi64(_mm512_set1_epi64(first), _mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0));                   \
        c1[g] = _mm512_set1_epi64(first >> 32);                                                                            \
        c2[g] = _mm512_set1_epi64(s->counter2);                                                                            \
        c3[g] = _mm512_set1_epi64(s->counter3);                                                                            \
    }                                                                                                                      \
    V k0 = _mm512_set1_epi64(s->key0), k1 = _mm512_set1_epi64(s->key1);                                                    \
    UNROLL for (int round = 0; round < 10; round++) {                                                                      \
        UNROLL for (int g = 0; g < GROUPS; g++) {                                                                          \
            const V p = _mm512_mul_epu32(c0[g], m0), q = _mm512_mul_epu32(c2[g], m1);                                      \
            c0[g] = XOR3(_mm512_srli_epi64(q, 32), c1[g], k0);                                                             \
            c2[g] = XOR3(_mm512_srli_epi64(p, 32), c3[g], k1);                                                             \
            c1[g] = q;                                                                                                     \
            c3[g] = p;                                                                                                     \
        }                                                                                                                  \
        k0 = _mm512_add_epi64(k0, _mm512_set1_epi64(0x9E3779B9));                                                          \
        k1 = _mm512_add_epi64(k1, _mm512_set1_epi64(0xBB67AE85));                                                          \
    }

#define ROW(c, g) _mm512_mask_blend_epi32(0xAAAA, c[g], _mm512_slli_epi64(c[g + 1], 32))

// A fill: 6 groups at a time, which is what 32 registers hold, then what is left in pairs. n is a multiple of 64 words.
#define DEFINE_FILL(NAME, TYPE, WORDS_PER_SAMPLE, PAIR)                                                                    \
    void NAME(const Stream *s, uint64_t block, uint64_t n, TYPE *out) {                                                    \
        uint64_t done = 0;                                                                                                 \
        for (; done + 6 * WORDS_PER_GROUP <= n; done += 6 * WORDS_PER_GROUP, block += 6 * BLOCKS_PER_GROUP) {              \
            PHILOX(6)                                                                                                      \
            UNROLL for (int g = 0; g < 6; g += 2) {                                                                        \
                PAIR(ROW(c0, g), ROW(c1, g), ROW(c2, g), ROW(c3, g), out + (done + g * WORDS_PER_GROUP) / WORDS_PER_SAMPLE); \
            }                                                                                                              \
        }                                                                                                                  \
        for (; done < n; done += 2 * WORDS_PER_GROUP, block += 2 * BLOCKS_PER_GROUP) {                                     \
            PHILOX(2)                                                                                                      \
            PAIR(ROW(c0, 0), ROW(c1, 0), ROW(c2, 0), ROW(c3, 0), out + done / WORDS_PER_SAMPLE);                           \
        }                                                                                                                  \
    }

INLINE void words_of(V a, V b, V c, V d, uint32_t *out) {
    _mm512_storeu_si512(out, a);
    _mm512_storeu_si512(out + 16, b);
    _mm512_storeu_si512(out + 32, c);
    _mm512_storeu_si512(out + 48, d);
}

INLINE F f(float x) { return _mm512_set1_ps(x); }

INLINE F uniform(V w) {
    return _mm512_fmadd_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(w, 8)), f(0x1p-24f), f(0));
}

INLINE void uniforms_of(V a, V b, V c, V d, float *out) {
    _mm512_storeu_ps(out, uniform(a));
    _mm512_storeu_ps(out + 16, uniform(b));
    _mm512_storeu_ps(out + 32, uniform(c));
    _mm512_storeu_ps(out + 48, uniform(d));
}

INLINE F neg_log(F u) {
    const V bits = _mm512_castps_si512(u);
    const V e = _mm512_srai_epi32(_mm512_sub_epi32(bits, _mm512_set1_epi32(0x3F3504F3)), 23);
    const F g = _mm512_sub_ps(f(1), _mm512_castsi512_ps(_mm512_sub_epi32(bits, _mm512_slli_epi32(e, 23))));
    const F g2 = _mm512_mul_ps(g, g);
    const F p01 = _mm512_fmadd_ps(g, f(0x1.5556f2p-2f), f(0x1.fffffap-2f));
    const F p23 = _mm512_fmadd_ps(g, f(0x1.98d336p-3f), f(0x1.0004bp-2f));
    const F p45 = _mm512_fmadd_ps(g, f(0x1.317e24p-3f), f(0x1.535a3cp-3f));
    const F p67 = _mm512_fmadd_ps(g, f(0x1.660ec8p-4f), f(0x1.251406p-3f));
    const F p = _mm512_fmadd_ps(_mm512_mul_ps(g2, g2), _mm512_fmadd_ps(g2, p67, p45), _mm512_fmadd_ps(g2, p23, p01));
    return _mm512_fmadd_ps(g2, p, _mm512_fmadd_ps(_mm512_cvtepi32_ps(e), f(-0x1.62e43p-1f), g));
}

#define FLIP(value, word) _mm512_castsi512_ps(_mm512_ternarylogic_epi32(_mm512_castps_si512(value), word, sign, 0x78))

INLINE void normal(V radial, V angle, F *upper, F *lower) {
    const V sign = _mm512_set1_epi32(0x80000000);
    const F u = _mm512_fmadd_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(radial, 1)), f(0x1p-31f), f(0x1p-32f));
    const F r = _mm512_sqrt_ps(neg_log(u));
    const F t = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_slli_epi32(angle, 2)), f(0x1p-31f));
    const F z = _mm512_mul_ps(t, t);
    F sin = _mm512_fmadd_ps(z, f(-0x1.2f5992p-15f), f(0x1.466b2p-9f));
    sin = _mm512_fmadd_ps(z, sin, f(-0x1.4abbecp-4f));
    sin = _mm512_fmadd_ps(z, sin, f(0x1.921fb6p-1f));
    F cos = _mm512_fmadd_ps(z, f(0x1.d684aap-19f), f(-0x1.55b7cep-12f));
    cos = _mm512_fmadd_ps(z, cos, f(0x1.03c1b8p-6f));
    cos = _mm512_fmadd_ps(z, cos, f(-0x1.3bd3ccp-2f));
    cos = _mm512_fmadd_ps(z, cos, f(1));
    const F tilt = _mm512_mul_ps(t, sin);
    *upper = _mm512_fmadd_ps(r, FLIP(_mm512_sub_ps(cos, tilt), angle), f(0));
    *lower = _mm512_fmadd_ps(r, FLIP(_mm512_add_ps(cos, tilt), _mm512_slli_epi32(angle, 1)), f(0));
}

INLINE void normals_of(V a, V b, V c, V d, float *out) {
    F x, y;
    normal(a, b, &x, &y);
    _mm512_storeu_ps(out, x);
    _mm512_storeu_ps(out + 16, y);
    normal(c, d, &x, &y);
    _mm512_storeu_ps(out + 32, x);
    _mm512_storeu_ps(out + 48, y);
}

// To nearest even; there is neither a NaN nor an infinity.
INLINE __m256i bf16(F x) {
    const V bits = _mm512_castps_si512(x);
    const V odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    const V carried = _mm512_add_epi32(_mm512_add_epi32(bits, _mm512_set1_epi32(0x7FFF)), odd);
    return _mm512_cvtepi32_epi16(_mm512_srli_epi32(carried, 16));
}

INLINE void bf16_normals_of(V a, V b, V c, V d, uint16_t *out) {
    F x, y;
    normal(a, b, &x, &y);
    _mm256_storeu_si256((__m256i *)out, bf16(x));
    _mm256_storeu_si256((__m256i *)(out + 16), bf16(y));
    normal(c, d, &x, &y);
    _mm256_storeu_si256((__m256i *)(out + 32), bf16(x));
    _mm256_storeu_si256((__m256i *)(out + 48), bf16(y));
}

// The standard normal cut to [-4, 4]: step and base are 2⁻³¹ of the mass between the bounds, and twice the mass beyond one.
INLINE F truncated(V s) {
    const F step = f(0x1.fff7b2p-32f), base = f(0x1.09adbap-14f), rank_step = f(0x1.fff7b2p-32f), rank_base = f(0x1.fff7b2p-33f);
    const V t = _mm512_ternarylogic_epi32(s, _mm512_srai_epi32(s, 31), _mm512_set1_epi32(0x7FFFFFFF), 0x82);
    const F v = _mm512_fmadd_ps(_mm512_cvtepi32_ps(t), step, base);
    const F w = neg_log(_mm512_mul_ps(v, _mm512_fmadd_ps(v, f(-1), f(2))));
    const F y = _mm512_fmadd_ps(_mm512_cvtepi32_ps(s), rank_step, rank_base);
    F n = _mm512_fmadd_ps(w, f(0x1.bed7fep-22f), f(0x1.2f93dep-14f));
    n = _mm512_fmadd_ps(w, n, f(0x1.48ff9ep-10f));
    n = _mm512_fmadd_ps(w, n, f(0x1.b4854cp-7f));
    n = _mm512_fmadd_ps(w, n, f(0x1.83689cp-4f));
    n = _mm512_fmadd_ps(w, n, f(0x1.d287d2p-2f));
    n = _mm512_fmadd_ps(w, n, f(0x1.40d932p0f));
    F e = _mm512_fmadd_ps(w, f(0x1.aa1feap-28f), f(0x1.6b4b86p-18f));
    e = _mm512_fmadd_ps(w, e, f(0x1.26eb4ep-12f));
    e = _mm512_fmadd_ps(w, e, f(0x1.4f68cap-9f));
    e = _mm512_fmadd_ps(w, e, f(0x1.255718p-5f));
    e = _mm512_fmadd_ps(w, e, f(0x1.a09dfcp-4f));
    e = _mm512_fmadd_ps(w, e, f(1));
    const F z = _mm512_fmadd_ps(_mm512_mul_ps(y, _mm512_div_ps(n, e)), f(1), f(0));
    return _mm512_min_ps(_mm512_max_ps(z, f(-4)), f(4));
}

INLINE void truncateds_of(V a, V b, V c, V d, float *out) {
    _mm512_storeu_ps(out, truncated(a));
    _mm512_storeu_ps(out + 16, truncated(b));
    _mm512_storeu_ps(out + 32, truncated(c));
    _mm512_storeu_ps(out + 48, truncated(d));
}

INLINE D d(double x) { return _mm512_set1_pd(x); }

INLINE D horner(D z, const double *c, int n) {
    D p = d(c[n - 1]);
    UNROLL for (int i = n - 2; i >= 0; i--) {
        p = _mm512_fmadd_pd(z, p, d(c[i]));
    }
    return p;
}

static const double LOG[] = {-0x1.5555555555555p-1, -0x1.9999999999d0ap-2, -0x1.249249243a37ap-2, -0x1.c71c724a7ef93p-3,
    -0x1.745ce211bab5ep-3, -0x1.3b201844232bdp-3, -0x1.0f68505bc720ap-3, -0x1.0f049b86b2776p-3};
static const double SIN[] = {0x1.921fb54442d18p-1, -0x1.4abbce625be09p-4, 0x1.466bc67754fffp-9, -0x1.32d2ccdfe9424p-15,
    0x1.50782d5f14825p-22, -0x1.e2fe76fdffd29p-30, 0x1.e357ef99eaea7p-38};
static const double COS[] = {0x1p0, -0x1.3bd3cc9be45dep-2, 0x1.03c1f081b5a67p-6, -0x1.55d3c7e3c325bp-12,
    0x1.e1f5067b90b37p-19, -0x1.a6d1e7294bff9p-26, 0x1.f9c89ca1d4f4ap-34, -0x1.b167302e2337bp-42};

#define FLIP64(value, word) _mm512_castsi512_pd(_mm512_ternarylogic_epi64(_mm512_castpd_si512(value), word, sign, 0x78))

INLINE void normal64(__m256i a, __m256i b, __m256i angle, __m256i w3, double *out) {
    const V sign = _mm512_set1_epi64(INT64_MIN);
    D u = _mm512_fmadd_pd(_mm512_cvtepi32_pd(_mm256_srli_epi32(b, 1)), d(0x1p-62), d(0x1p-63));
    u = _mm512_fmadd_pd(_mm512_cvtepi32_pd(_mm256_srli_epi32(a, 1)), d(0x1p-31), u);
    const V bits = _mm512_add_epi64(_mm512_castpd_si512(u), _mm512_set1_epi64((64LL << 52) - 0x3FE6A09E667F3BCD));
    const D e = _mm512_sub_pd(_mm512_castsi512_pd(_mm512_add_epi64(_mm512_srli_epi64(bits, 52),
        _mm512_set1_epi64(0x4338000000000000 - 64))), d(0x1.8p52));
    const D x = _mm512_sub_pd(_mm512_castsi512_pd(_mm512_add_epi64(_mm512_and_si512(bits, _mm512_set1_epi64(0xFFFFFFFFFFFFF)),
        _mm512_set1_epi64(0x3FE6A09E667F3BCD))), d(1));
    const D s = _mm512_div_pd(x, _mm512_add_pd(x, d(2)));
    D z = _mm512_mul_pd(s, s);
    const D q = _mm512_fmadd_pd(s, _mm512_fmadd_pd(z, horner(z, LOG, 8), x), _mm512_sub_pd(d(0), x));
    const D r = _mm512_sqrt_pd(_mm512_fmadd_pd(e, d(-0x1.62e42fefa39efp-1), q));
    const D t = _mm512_fmadd_pd(_mm512_cvtepi32_pd(_mm256_srli_epi32(w3, 1)), d(0x1p-60),
        _mm512_mul_pd(_mm512_cvtepi32_pd(_mm256_slli_epi32(angle, 2)), d(0x1p-31)));
    z = _mm512_mul_pd(t, t);
    const D tilt = _mm512_mul_pd(t, horner(z, SIN, 7)), cos = horner(z, COS, 8);
    const V wide = _mm512_cvtepi32_epi64(angle);
    _mm512_storeu_pd(out, _mm512_fmadd_pd(r, FLIP64(_mm512_sub_pd(cos, tilt), wide), d(0)));
    _mm512_storeu_pd(out + 16, _mm512_fmadd_pd(r, FLIP64(_mm512_add_pd(cos, tilt), _mm512_slli_epi64(wide, 33)), d(0)));
}

INLINE void normals64_of(V a, V b, V c, V e, double *out) {
    normal64(_mm512_castsi512_si256(a), _mm512_castsi512_si256(b), _mm512_castsi512_si256(c), _mm512_castsi512_si256(e), out);
    normal64(_mm512_extracti64x4_epi64(a, 1), _mm512_extracti64x4_epi64(b, 1), _mm512_extracti64x4_epi64(c, 1),
        _mm512_extracti64x4_epi64(e, 1), out + 8);
}

DEFINE_FILL(yardstick_words_f32, uint32_t, 1, words_of)
DEFINE_FILL(yardstick_uniform_f32, float, 1, uniforms_of)
DEFINE_FILL(yardstick_truncated_normal_bounds_4_0sigma_f32, float, 1, truncateds_of)
DEFINE_FILL(yardstick_normal_f32, float, 1, normals_of)
DEFINE_FILL(yardstick_normal_bf16, uint16_t, 1, bf16_normals_of)
DEFINE_FILL(yardstick_normal_f64, double, 2, normals64_of)

// The words of the other engines: a lane of 32 bits holds a block.
#define ADD(a, b) _mm512_add_epi32(a, b)
#define XOR(a, b) _mm512_xor_si512(a, b)
#define ROL(a, n) _mm512_rol_epi32(a, n)
#define ALL(x) _mm512_set1_epi32((int)(x))
#define LANES _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)

#define MIX(a, b, n) a = ADD(a, b), b = XOR(ROL(b, n), a)
#define FOUR_MIXES(x, p, q, r, s, t, u, v, w)                                                                              \
    MIX(x[0], x[1], p), MIX(x[2], x[3], q), MIX(x[0], x[3], r), MIX(x[2], x[1], s), MIX(x[0], x[1], t), MIX(x[2], x[3], u), \
    MIX(x[0], x[3], v), MIX(x[2], x[1], w)
#define EACH(mixes) UNROLL for (int g = 0; g < 4; g++) { mixes; }
#define INJECT(x, d)                                                                                                       \
    x[0] = ADD(x[0], k[d % 5]), x[1] = ADD(x[1], k[(d + 1) % 5]), x[2] = ADD(x[2], k[(d + 2) % 5]),                        \
    x[3] = ADD(x[3], ADD(k[(d + 3) % 5], ALL(d)))
#define EVEN_FOUR(d) EACH((FOUR_MIXES(x[g], 10, 26, 11, 21, 13, 27, 23, 5), INJECT(x[g], d)))
#define ODD_FOUR(d) EACH((FOUR_MIXES(x[g], 6, 20, 17, 11, 25, 10, 18, 20), INJECT(x[g], d)))

// Four vectors of blocks.
#define THREEFRY(NAME, LAST)                                                                                               \
    void NAME(const Stream *s, uint64_t block, uint64_t n, uint32_t *out) {                                                \
        const V k[5] = {ALL(s->key0), ALL(s->key1), ALL(0), ALL(0), ALL(0x1BD11BDA ^ s->key0 ^ s->key1)};                  \
        for (uint64_t done = 0; done < n; done += 4 * 64, block += 4 * 16) {                                               \
            V x[4][4];                                                                                                     \
            EACH((x[g][0] = ADD(k[0], ADD(ALL(block + g * 16), LANES)), x[g][1] = ADD(k[1], ALL(block >> 32)),             \
                x[g][2] = ALL(s->counter2), x[g][3] = ALL(s->counter3)))                                                   \
            EVEN_FOUR(1) ODD_FOUR(2) EVEN_FOUR(3) LAST                                                                     \
            EACH(words_of(x[g][0], x[g][1], x[g][2], x[g][3], out + done + g * 64))                                        \
        }                                                                                                                  \
    }

THREEFRY(yardstick_words_threefry4x32_20_f32, ODD_FOUR(4) EVEN_FOUR(5))
THREEFRY(yardstick_words_threefry4x32_13_f32, EACH((MIX(x[g][0], x[g][1], 6), MIX(x[g][2], x[g][3], 20))))

#define QUARTER(a, b, c, d)                                                                                                \
    a = ADD(a, b), d = ROL(XOR(d, a), 16), c = ADD(c, d), b = ROL(XOR(b, c), 12), a = ADD(a, b), d = ROL(XOR(d, a), 8),    \
    c = ADD(c, d), b = ROL(XOR(b, c), 7)

// Two vectors of blocks, 16 words each: faster than one, although the compiler has to spill.
void yardstick_words_chacha8_f32(const Stream *s, uint64_t block, uint64_t n, uint32_t *out) {
    const uint32_t start[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, s->key0, s->key1, 0, 0, 0, 0, 0, 0, 0, 0,
        s->counter2, s->counter3};
    for (uint64_t done = 0; done < n; done += 2 * 256, block += 2 * 16) {
        V x[2][16];
        UNROLL for (int g = 0; g < 2; g++) {
            UNROLL for (int w = 0; w < 16; w++) {
                x[g][w] = w == 12 ? ADD(ALL(block + g * 16), LANES) : ALL(start[w]);
            }
        }
        for (int r = 0; r < 8; r += 2) {
            UNROLL for (int i = 0; i < 8; i++) {
                const int q = i % 4, turn = i / 4;
                UNROLL for (int g = 0; g < 2; g++) {
                    QUARTER(x[g][q], x[g][4 + (q + turn) % 4], x[g][8 + (q + 2 * turn) % 4], x[g][12 + (q + 3 * turn) % 4]);
                }
            }
        }
        UNROLL for (int g = 0; g < 2; g++) {
            UNROLL for (int w = 0; w < 16; w++) {
                const V first = w == 12 ? ADD(ALL(block + g * 16), LANES) : ALL(start[w]);
                _mm512_storeu_si512(out + done + g * 256 + w * 16, ADD(x[g][w], first));
            }
        }
    }
}
