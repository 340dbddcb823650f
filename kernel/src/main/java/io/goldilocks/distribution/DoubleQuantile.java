// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * The quantile of the Gaussian, Φ⁻¹(p), as y·N(w)/D(w) with y = 2p − 1 and w = −ln 4p(1 − p), after M. Giles, "Approximating
 * the erfinv function", GPU Computing Gems, 2011, but with one rational function where he takes two polynomials: no lane
 * chooses. Each {@link QuantileRange} has its own; coefficients are near-minimax fits, in f64, lowest power first.
 * Evaluation is Horner's rule in fused multiply-adds.
 */
final class DoubleQuantile {
    private static final double[] CENTRAL_N = {
        0x1.40d931ff62707p0, 0x1.0e21a3b66e0d3p-1, 0x1.28e50aa360054p-3, 0x1.dd500abea9b5p-6, 0x1.1caa63b522e2dp-8,
        0x1.01ce1554b9259p-11, 0x1.5b5e7f9ff5667p-15, 0x1.3f8ed7daf427ap-19, 0x1.3a1dff0d6c6adp-24
    };
    private static final double[] CENTRAL_D = {
        0x1p0, 0x1.45f8352bbf251p-3, 0x1.f37013609d8abp-5, 0x1.010ab123f5cc7p-7, 0x1.35b5790d029a1p-10,
        0x1.d522bee8da71cp-14, 0x1.e25a64936144cp-18, 0x1.97e8ec4cb7316p-22, 0x1.9c6daf0907e83p-29
    };
    private static final double[] WIDE_N = {
        0x1.40d931ff62706p0, 0x1.a4f52a562d522p-2, 0x1.ba0d1121e3248p-4, 0x1.3ec641b2928ffp-6, 0x1.5e6f571e3a903p-9,
        0x1.2bf6b5939afb6p-12, 0x1.8ace5921f1085p-16, 0x1.89cbada2adc6bp-20, 0x1.26842aa191864p-24,
        0x1.37c6448015596p-29, -0x1.3fe0b1056bec1p-38, -0x1.07cda0084601fp-42, -0x1.24799d1ac818cp-42,
        0x1.727ab05a8ef27p-48, 0x1.92228410c3162p-56, -0x1.5bde9a29185cap-61, -0x1.49c19b440caa8p-70
    };
    private static final double[] WIDE_D = {
        0x1p0, 0x1.0f2c177b6eaa6p-4, 0x1.c8aae1cec7bf1p-5, 0x1.62268d460b2f6p-9, 0x1.0af120b60300ap-10,
        0x1.fc53bb9be68fbp-16, 0x1.d4cbca86a5832p-18, 0x1.571a9ea497bb6p-24, 0x1.3b21c78cbeb06p-26,
        -0x1.07a5f350a5ca2p-32, 0x1.01d32c9867609p-36, -0x1.2b03124a1c749p-40, -0x1.857c999009a58p-52,
        0x1.1c1fdd3b307c7p-51, -0x1.b7d0101bfc4c1p-59, -0x1.d9fe4398d669bp-66, -0x1.8021c8c693723p-77
    };
    private static final double[] TAIL_N = {
        0x1.66b1168332631p0, 0x1.3803fdb37975cp-1, 0x1.0f49e75c999bbp-2, 0x1.0433165c5ab2bp-13,
        0x1.72aec7784ada9p-8, 0x1.e52c1b0af1b21p-13, 0x1.10d3c99d6b2fcp-19, 0x1.2323672b503cfp-19,
        0x1.17c37110ab137p-25, -0x1.acef621c27fdep-32, -0x1.4ee3e43ce2dap-39, 0x1.6f50fcaa469eap-47,
        0x1.5d80cd5ae7521p-56
    };
    private static final double[] TAIL_D = {
        0x1p0, 0x1.6ba9d7fe6cbb5p-2, 0x1.565ccefcbe3fcp-5, 0x1.196aa1dbfad24p-8, 0x1.6f935ff69c309p-10,
        -0x1.97771729a2bb5p-17, 0x1.39f983c189c1ep-18, 0x1.1ea8fd2d88e75p-22, -0x1.26b55764827eap-33,
        -0x1.23e8f09b528ccp-35, 0x1.d062aaa5e8a14p-47, 0x1.06eee37de34bdp-51, 0x1.7d3c2173cf3f7p-63
    };
    private static final double[] FAR_N = {
        0x1.8cdfcc906862dp-1, 0x1.d8f03bf99954p-1, 0x1.358b08ac4264ap-3, 0x1.ea3c9ec3d36cfp-8,
        0x1.249945f430345p-13, 0x1.0fb9d5638287dp-20, 0x1.2b3713439e5bep-29, -0x1.a5fc23dde90fep-39,
        -0x1.877e3e73b4f95p-47, 0x1.8503921b2f79ap-62, 0x1.a17842a92715ep-67, 0x1.5bb2716eac354p-78,
        0x1.8ea0cd8d28e91p-92
    };
    private static final double[] FAR_D = {
        0x1p0, 0x1.563a304c0f5e4p-2, 0x1.c86e3e274ff18p-6, 0x1.af4a553f248f3p-11, 0x1.40e245ecc04acp-17,
        0x1.5ce1a0d474a4ep-25, 0x1.4ce0f673a07d2p-36, -0x1.9adfb4987beefp-43, -0x1.8fd9db1604205p-53,
        0x1.b288a762228f3p-63, 0x1.d45f742564fcp-73, 0x1.53993bb23ebf8p-85, 0x1.acc14e8ec57d7p-101
    };

    private DoubleQuantile() {}

    /** N on a range. */
    static double[] numerator(QuantileRange range) {
        return switch (range) {
            case CENTRAL -> CENTRAL_N;
            case WIDE -> WIDE_N;
            case TAIL -> TAIL_N;
            case FAR -> FAR_N;
        };
    }

    /** D on a range. */
    static double[] denominator(QuantileRange range) {
        return switch (range) {
            case CENTRAL -> CENTRAL_D;
            case WIDE -> WIDE_D;
            case TAIL -> TAIL_D;
            case FAR -> FAR_D;
        };
    }

    /** A polynomial of w. */
    static double horner(double w, double[] coefficients) {
        double value = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            value = Math.fma(w, value, coefficients[i]);
        }
        return value;
    }
}
