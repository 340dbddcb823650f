// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One tensor, or a slice of it, and where it goes: packed in C order, little-endian, from {@code offset} on.
 *
 * @param tensor the whole tensor, of a fillable type
 * @param window the slice that is wanted
 * @param parts what the elements are: disjoint boxes that cover the tensor
 * @param stream the tensor's random words
 * @param target where the bytes go
 * @param offset where they begin in the target, in bytes
 */
public record FillTask(TensorSpec tensor, Slice window, List<Part> parts, TensorStream stream, Target target,
        long offset) {
    /** Where filled bytes go. */
    public sealed interface Target {}

    /**
     * Memory of any kind: heap, native or mapped, of any alignment.
     *
     * @param segment the memory, writable
     */
    public record InMemory(MemorySegment segment) implements Target {}

    /**
     * Memory that is lent range by range, such as that of a mapped file.
     *
     * @param lender lends a range, ready to be filled
     * @param settler takes it back, filled
     */
    public record Lent(Lender lender, Settler settler) implements Target {}

    /** Lends memory. Called by many threads at once. */
    @FunctionalInterface
    public interface Lender {
        /**
         * Lends a range of the target.
         *
         * @param offset where it begins, in bytes
         * @param length its length in bytes
         * @return writable memory of that length
         * @throws IOException if it cannot be had, which ends the fill
         */
        MemorySegment lend(long offset, long length) throws IOException;
    }

    /** Takes back memory that was lent. Called by many threads at once. */
    @FunctionalInterface
    public interface Settler {
        /**
         * Takes back a range, as it was lent.
         *
         * @param offset where it begins, in bytes
         * @param length its length in bytes
         * @throws IOException if something is wrong with it, which ends the fill
         */
        void settle(long offset, long length) throws IOException;
    }

    /**
     * Anything that takes bytes.
     *
     * @param sink the taker
     */
    public record Streamed(Sink sink) implements Target {}

    /**
     * Checks that the pieces fit together.
     *
     * @throws IllegalArgumentException if the type cannot be filled, the window is not inside the tensor, the tensor has more
     *     elements than a stream has words for, the parts overlap or leave a gap, a parameter is too large for f32 where the
     *     type is made from it, the offset is negative, or the memory is read-only or too small
     */
    public FillTask {
        parts = List.copyOf(parts);
        if (!tensor.dtype().isFillable()) {
            throw new IllegalArgumentException("tensor '" + tensor.name() + "' has type " + tensor.dtype()
                    + ", which cannot be filled: expected F64, F32, F16, BF16, F8_E4M3 or F8_E5M2");
        }
        window.requireWithin(tensor.shape());
        long limit = TensorStream.MAX_WORDS / (tensor.dtype().bits() == 64 ? 2 : 1);
        if (tensor.shape().elementCount() > limit) {
            throw new IllegalArgumentException("tensor '" + tensor.name() + "' of shape " + tensor.shape()
                    + " has more than the " + limit + " elements that a stream has words for");
        }
        requireCover(tensor, parts);
        if (tensor.dtype() != DType.F64) {
            parts.forEach(part -> requireFiniteInF32(tensor, part.content()));
        }
        long end = Math.addExact(offset, window.shape().byteSize(tensor.dtype()));
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset + " of tensor '" + tensor.name() + "' is negative");
        }
        if (target instanceof InMemory(MemorySegment segment)) {
            requireRoom(tensor, segment, end);
        }
    }

    /**
     * Makes the task of filling all of a segment with a whole tensor.
     *
     * @param tensor the tensor
     * @param parts what its elements are
     * @param seed the seed
     * @param segment memory of at least the tensor's size in bytes
     * @return the task
     * @throws IllegalArgumentException as the constructor does
     */
    public static FillTask whole(TensorSpec tensor, List<Part> parts, long seed, MemorySegment segment) {
        return new FillTask(tensor, Slice.whole(tensor.shape()), parts, TensorStream.of(seed, tensor.name()),
                new InMemory(segment), 0);
    }

    /**
     * Returns the size of the window.
     *
     * @return the size in bytes
     */
    public long byteSize() {
        return window.shape().byteSize(tensor.dtype());
    }

    private static void requireCover(TensorSpec tensor, List<Part> parts) {
        long covered = 0;
        for (int i = 0; i < parts.size(); i++) {
            Slice region = parts.get(i).region();
            region.requireWithin(tensor.shape());
            covered += region.shape().elementCount();
            for (Part other : parts.subList(0, i)) {
                if (!region.intersect(other.region()).isEmpty()) {
                    throw new IllegalArgumentException("parts " + other.region() + " and " + region + " of tensor '"
                            + tensor.name() + "' overlap: expected each element in one part");
                }
            }
        }
        if (covered != tensor.shape().elementCount()) {
            throw new IllegalArgumentException("the parts of tensor '" + tensor.name() + "' have " + covered
                    + " elements, the tensor has " + tensor.shape().elementCount()
                    + ": expected each element in one part");
        }
    }

    private static void requireFiniteInF32(TensorSpec tensor, Content content) {
        float extreme = switch (content) {
            case Content.Drawn(Constant(double value)) -> (float) value;
            case Content.Drawn(Normal(double mean, double std)) -> Math.abs((float) mean) + (float) std;
            case Content.Drawn(TruncatedNormal(double mean, double std, _, _)) ->
                Math.abs((float) mean) + (float) std;
            case Content.Drawn(Uniform(double low, double high)) -> (float) high - (float) low;
            case Content.Structured structured -> (float) structured.greatest();
        };
        if (!Float.isFinite(extreme)) {
            throw new IllegalArgumentException("tensor '" + tensor.name() + "' of type " + tensor.dtype()
                    + " cannot be filled with " + content + ": its values are made in f32, which ends at 3.4e38");
        }
        if (content instanceof Content.Drawn(TruncatedNormal normal) && normal.lowFloat() > normal.highFloat()) {
            throw new IllegalArgumentException("tensor '" + tensor.name() + "' of type " + tensor.dtype()
                    + " cannot be filled with " + content + ": its values are made in f32, which has none between"
                    + " these bounds; set them wider apart or use F64");
        }
    }

    private static void requireRoom(TensorSpec tensor, MemorySegment segment, long end) {
        if (segment.isReadOnly()) {
            throw new IllegalArgumentException("the memory for tensor '" + tensor.name() + "' is read-only");
        }
        if (segment.byteSize() < end) {
            throw new IllegalArgumentException("the memory for tensor '" + tensor.name() + "' has " + segment.byteSize()
                    + " bytes, but its values end at byte " + end);
        }
    }
}
