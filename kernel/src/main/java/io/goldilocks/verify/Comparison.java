// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import io.goldilocks.checkpoint.ElementReader;
import io.goldilocks.checkpoint.MappedBytes;
import io.goldilocks.fill.Sink;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Holds what is made again against what is stored, run by run as it is made, and keeps of the differences their number and the
 * first. Nothing of the tensor is kept besides. Safe for the threads of a fill.
 */
final class Comparison implements Sink {
    private final TensorSpec stored;
    private final Slice window;
    private final MemorySegment data;
    private long different;
    private long first = Long.MAX_VALUE;
    private byte[] expectedBytes = {};

    /**
     * Makes a comparison.
     *
     * @param stored the tensor as it is stored, of a type of whole bytes
     * @param window the slice of the whole tensor that it is
     * @param data its elements
     */
    Comparison(TensorSpec stored, Slice window, MemorySegment data) {
        this.stored = stored;
        this.window = window;
        this.data = data;
    }

    @Override
    public void accept(long offset, MemorySegment made) {
        MemorySegment there = data.asSlice(offset, made.byteSize());
        long mismatch = MappedBytes.mismatch(there, made);
        if (mismatch >= 0) {
            count(offset, made, there, mismatch);
        }
    }

    private void count(long offset, MemorySegment made, MemorySegment there, long mismatch) {
        int size = stored.dtype().byteSize();
        long begin = mismatch / size * size;
        long count = 0;
        for (long at = begin; at < made.byteSize(); at += size) {
            if (MappedBytes.mismatch(made.asSlice(at, size), there.asSlice(at, size)) >= 0) {
                count++;
            }
        }
        add(count, (offset + begin) / size, made.asSlice(begin, size).toArray(ValueLayout.JAVA_BYTE));
    }

    private synchronized void add(long count, long index, byte[] expected) {
        different += count;
        if (index < first) {
            first = index;
            expectedBytes = expected;
        }
    }

    /** What came of it, when everything has been made again. */
    synchronized Optional<Finding> finding() {
        if (different == 0) {
            return Optional.empty();
        }
        int size = stored.dtype().byteSize();
        byte[] foundBytes = data.asSlice(first * size, size).toArray(ValueLayout.JAVA_BYTE);
        String others = different == 1 ? "the only one of " : "the first of " + different + " that differ, of ";
        return Optional.of(new Finding(Finding.Kind.VALUES, stored.name(), value(expectedBytes), value(foundBytes),
                "element " + place() + ", " + others + stored.shape().elementCount()));
    }

    /** Where the first difference stands in the whole tensor, axis by axis. */
    private String place() {
        long[] index = new long[stored.shape().rank()];
        long rest = first;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = window.ranges().get(axis).start() + rest % stored.shape().extent(axis);
            rest /= stored.shape().extent(axis);
        }
        return IntStream.range(0, index.length).mapToObj(axis -> String.valueOf(index[axis]))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** A value and its bits, the most significant first. */
    private String value(byte[] bytes) {
        byte[] bigEndian = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            bigEndian[i] = bytes[bytes.length - 1 - i];
        }
        double value = ElementReader.of(stored.dtype()).orElseThrow().read(MemorySegment.ofArray(bytes), 0);
        boolean single = stored.dtype().bits() <= 32;
        return (single ? Float.toString((float) value) : Double.toString(value)) + " (0x"
                + HexFormat.of().formatHex(bigEndian) + ")";
    }
}
