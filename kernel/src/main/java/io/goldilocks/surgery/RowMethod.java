// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import java.util.OptionalLong;

/** How the rows of new tokens begin. */
public sealed interface RowMethod {
    /** N(μ, 10⁻⁹·Σ) with mean and covariance of the old rows, as transformers does; μ where Σ is not positive definite. */
    record MeanResize() implements RowMethod {
        @Override
        public String toString() {
            return "mean-resize";
        }
    }

    /** The mean of the old rows. */
    record Mean() implements RowMethod {
        @Override
        public String toString() {
            return "mean";
        }
    }

    /** What the family's rule gives to a new model: N(0, initializer_range) for most, zeros for a bias. */
    record Initial() implements RowMethod {
        @Override
        public String toString() {
            return "normal";
        }
    }

    /**
     * A copy of an old row.
     *
     * @param row its number
     */
    record Copy(long row) implements RowMethod {
        @Override
        public String toString() {
            return "copy";
        }
    }

    /**
     * Finds a method by its written name.
     *
     * @param name {@code mean-resize}, {@code mean}, {@code normal} or {@code copy}
     * @param row the row that is copied; nothing for the other methods
     * @return the method
     * @throws IllegalArgumentException if there is none of that name, or a row is missing or stated in vain
     */
    static RowMethod parse(String name, OptionalLong row) {
        if (name.equals("copy") == row.isEmpty()) {
            throw new IllegalArgumentException(row.isEmpty()
                    ? "method copy needs the old row that is copied: state --copy-row"
                    : "a row to copy goes with method copy alone, found method '" + name + "'");
        }
        return switch (name) {
            case "mean-resize" -> new MeanResize();
            case "mean" -> new Mean();
            case "normal" -> new Initial();
            case "copy" -> new Copy(row.getAsLong());
            default -> throw new IllegalArgumentException(
                    "method '" + name + "' is unknown: expected mean-resize, mean, normal or copy");
        };
    }
}
