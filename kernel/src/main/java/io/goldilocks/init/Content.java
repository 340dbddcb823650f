// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.linalg.Parallel;
import java.lang.foreign.MemorySegment;

/**
 * What the elements of a box are. Implementations are immutable, safe for any thread and say in {@code toString()} what they
 * come to.
 *
 * <p>Indices count the elements of the content's {@link Part#frame() frame} in C order, so that a content does not know
 * where in the tensor it stands, nor which slice of it is wanted. Values are f64 and are rounded once to f32, and from there
 * once to a narrower type, unless the tensor is F64.
 */
public sealed interface Content {
    /**
     * Says what the elements are, for a reader.
     *
     * @return one line
     */
    default String describe() {
        return toString();
    }

    /**
     * Every element a sample of its own, taken from the tensor's stream at the element's place in the tensor.
     *
     * @param distribution what it is drawn from
     */
    record Drawn(Distribution distribution) implements Content {
        /** Returns the written form of the initialiser that draws so, for example {@code normal(mean=0.0,std=0.02)}. */
        @Override
        public String toString() {
            return distribution instanceof TruncatedNormal(double mean, double std, double low, double high)
                    ? new TruncatedGaussian(mean, std, new Bounds.Absolute(low, high), false).toString()
                    : new Direct(distribution).toString();
        }

        @Override
        public String describe() {
            return distribution instanceof TruncatedNormal normal && normal.isUncutF32()
                    ? this + ", whose bounds cut nothing off"
                    : toString();
        }
    }

    /** What bounds the values of a content that is not drawn. */
    sealed interface Structured extends Content {
        /**
         * Bounds the values.
         *
         * @return the greatest magnitude that an element can have, finite
         */
        double greatest();
    }

    /** Every element a function of its index. */
    non-sealed interface Indexed extends Structured {
        /**
         * Computes one element.
         *
         * @param index the element's index in the frame
         * @return its value, the same on every machine
         */
        double at(long index);
    }

    /** Every element a function of a sample of its own. */
    non-sealed interface Mapped extends Structured {
        /**
         * Returns what the samples are drawn from.
         *
         * @return the distribution
         */
        Distribution base();

        /**
         * Computes one element.
         *
         * @param sample the element's sample: an f32 value, or for F64 an f64 one
         * @return its value, the same on every machine
         */
        double map(double sample);
    }

    /** Elements that depend on each other: all are computed, once for a fill, whatever part of them is wanted. */
    non-sealed interface Computed extends Structured {
        /**
         * Computes the whole frame.
         *
         * @param samples gives random numbers
         * @param parallel runs what can be done at the same time on the threads of the fill
         * @param doubles whether the elements are f64, else f32
         * @return the elements
         */
        Values compute(Samples samples, Parallel parallel, boolean doubles);
    }

    /** The elements of a frame that has been computed; safe for any thread. */
    @FunctionalInterface
    interface Values extends AutoCloseable {
        /**
         * Reads consecutive elements.
         *
         * @param first the index in the frame of the first of them, in C order
         * @param count how many
         * @param out receives them from index 0 on
         */
        void read(long first, int count, double[] out);

        /** Frees the elements; nobody reads them any more. */
        @Override
        default void close() {}
    }

    /**
     * The random numbers of a frame: one for each of its elements, at the element's place in the tensor's stream. Safe for any
     * thread.
     */
    @FunctionalInterface
    interface Samples {
        /**
         * Draws the samples of consecutive elements.
         *
         * @param draw which of the tensor's streams, 0 to 255; another gives independent samples
         * @param distribution what they are drawn from
         * @param doubles whether the samples are f64, else f32
         * @param first the index in the frame of the first of the elements, in C order
         * @param out receives the samples, little-endian; its size says how many
         */
        void draw(int draw, Distribution distribution, boolean doubles, long first, MemorySegment out);
    }
}
