// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the factors A [rank, in] and B [out, rank] of a low-rank adapter begin; s is the scale that multiplies B·A.
 *
 * <p>The factors of an embedding, A [rank, count] and B [dim, rank], begin as zeros and N(0, 1), whatever is asked for but
 * {@link #ZEROS}: the other rules are for dense layers.
 *
 * <p>Source: PEFT 0.21, {@code tuners/lora/layer.py}.
 */
public enum LoraInit {
    /** A U(−1/√in, 1/√in), which is torch's {@code kaiming_uniform_(a=√5)}; B zeros. Hu et al. 2021. */
    DEFAULT,
    /** A N(0, 1/rank), the second being the standard deviation; B zeros. */
    GAUSSIAN,
    /** Both zeros: such an adapter has no gradient, and is to be overwritten. */
    ZEROS,
    /** A and B from orthogonal halves of one orthogonal matrix, so that B·A is 0 although neither is; the rank is even. */
    ORTHOGONAL,
    /** The greatest singular values of the weight, A = √(Σ/s)·Vᵀ, B = U·√(Σ/s), taken off it. Meng et al. 2024. */
    PISSA,
    /** The first columns and rows of the weight's QR decomposition, A = R, B = Q, times s taken off it. Büyükakyüz 2024. */
    OLORA;

    /**
     * Says whether the factors are part of the weight, which then goes on without them.
     *
     * @return true for {@link #PISSA} and {@link #OLORA}
     */
    public boolean changesBase() {
        return this == PISSA || this == OLORA;
    }

    /**
     * Finds a rule by its written name.
     *
     * @param name for example {@code pissa}
     * @return the rule
     * @throws IllegalArgumentException if there is none of that name; the message lists them
     */
    public static LoraInit parse(String name) {
        return Arrays.stream(values()).filter(init -> init.toString().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("LoRA initialiser '" + name + "' is unknown: expected"
                        + " one of " + Arrays.stream(values()).map(LoraInit::toString)
                                .collect(Collectors.joining(", "))));
    }

    /** Returns the written name, for example {@code pissa}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
