// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.fill;

import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;

/** The kinds of memory that a segment can stand for. */
public enum SegmentKind {
    /** Outside the Java heap. */
    NATIVE,
    /** An array of the primitive type that is as wide as an element. */
    HEAP,
    /** A file in the folder of {@code java.io.tmpdir}, mapped, and gone with the process. */
    MAPPED;

    static MemorySegment heap(DType dtype, long bytes) {
        int length = Math.toIntExact(bytes / dtype.byteSize());
        return switch (dtype.byteSize()) {
            case Double.BYTES -> MemorySegment.ofArray(new double[length]);
            case Float.BYTES -> MemorySegment.ofArray(new float[length]);
            case Short.BYTES -> MemorySegment.ofArray(new short[length]);
            default -> MemorySegment.ofArray(new byte[length]);
        };
    }

    static MemorySegment mapped(long bytes) throws IOException {
        try (FileChannel file = FileChannel.open(Files.createTempFile("goldilocks-bench", ".bin"), READ, WRITE,
                DELETE_ON_CLOSE)) {
            return file.map(MapMode.READ_WRITE, 0, bytes, Arena.ofAuto()).fill((byte) 0);
        }
    }
}
