// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

/** Where a truncated Gaussian is cut off: in multiples of its standard deviation, or at absolute values. */
public sealed interface Bounds {
    /** What follows a multiple of σ. */
    String UNIT = "sigma";

    /**
     * Multiples of the Gaussian's standard deviation, from its mean.
     *
     * @param low the lower bound; −∞ cuts nothing off
     * @param high the upper bound, greater than {@code low}; ∞ cuts nothing off
     */
    record Sigmas(double low, double high) implements Bounds {
        /**
         * Checks the order.
         *
         * @throws IllegalArgumentException if {@code low} is not below {@code high}
         */
        public Sigmas {
            requireOrder(low, high);
        }

        /** Returns the written form, for example {@code bounds=2.0sigma}. */
        @Override
        public String toString() {
            return "bounds=" + (low == -high ? "" : multiple(low) + ":") + multiple(high);
        }
    }

    private static String multiple(double bound) {
        return Numbers.written(bound) + (Double.isInfinite(bound) ? "" : UNIT);
    }

    /**
     * Values.
     *
     * @param a the least value; −∞ cuts nothing off
     * @param b the greatest value, greater than {@code a}; ∞ cuts nothing off
     */
    record Absolute(double a, double b) implements Bounds {
        /**
         * Checks the order.
         *
         * @throws IllegalArgumentException if {@code a} is not below {@code b}
         */
        public Absolute {
            requireOrder(a, b);
        }

        /** Returns the written form, for example {@code a=-2.0,b=2.0}. */
        @Override
        public String toString() {
            return "a=" + Numbers.written(a) + ",b=" + Numbers.written(b);
        }
    }

    /**
     * Reads multiples of σ.
     *
     * @param text for example {@code 2sigma}, which is −2σ to 2σ, {@code -3sigma:5sigma} or {@code 3sigma:inf}
     * @return the bounds
     * @throws IllegalArgumentException if the text is of no such form
     */
    static Bounds parseSigmas(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            double bound = parseSigma(text, text);
            return new Sigmas(-bound, bound);
        }
        return new Sigmas(parseSigma(text, text.substring(0, colon)), parseSigma(text, text.substring(colon + 1)));
    }

    private static double parseSigma(String text, String bound) {
        String multiple = bound.strip();
        if (multiple.endsWith(UNIT)) {
            return Numbers.finite("bounds", multiple.substring(0, multiple.length() - UNIT.length()));
        }
        if (multiple.endsWith("inf")) {
            return Numbers.extended("bounds", multiple);
        }
        throw new MalformedValueException("bounds is '" + text + "', where multiples of sigma such as 2sigma or"
                + " -3sigma:5sigma are expected; absolute bounds are written a=…,b=…");
    }

    private static void requireOrder(double low, double high) {
        if (!(low < high)) {
            throw new IllegalArgumentException("truncated_normal bounds " + low + " and " + high
                    + " are malformed: expected the lower below the upper");
        }
    }
}
