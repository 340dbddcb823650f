// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.simd;

/**
 * Whether the CPU multiplies and adds in one step. Where it does not, {@link Math#fma} is exact all the same but calculates in
 * decimal, a thousand times slower: a fill would seem to hang.
 */
public final class Fma {
    private static final int OPERATIONS = 200;
    /** Two hundred take 3 µs in the CPU, interpreted, and 2 ms in decimal; the best of some rounds is between. */
    private static final long LIMIT_NANOS = 200_000;
    private static final int ROUNDS = 20;

    private Fma() {}

    /**
     * Checks the CPU, by the clock: asking the virtual machine takes 14 ms, this some µs.
     *
     * @throws UnsupportedOperationException if there is no fused multiply-add, or it is switched off
     */
    public static void require() {
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            double value = 1;
            for (int i = 0; i < OPERATIONS; i++) {
                value = Math.fma(value, 0.999, i);
            }
            // The value is looked at so that no compiler may leave the work out.
            if (System.nanoTime() - start < LIMIT_NANOS && value > 0) {
                return;
            }
        }
        throw new UnsupportedOperationException(
                "this CPU has no fused multiply-add, or -XX:-UseFMA hides it: expected an"
                        + " x86 CPU with FMA3 (Intel since 2013, AMD since 2012) or an Arm one of 64 bits; use another machine, the"
                        + " bits are the same");
    }
}
