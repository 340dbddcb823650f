// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritebackTest {
    private static final int SPAN = 1 << 20;

    @TempDir
    private Path folder;

    /** Spans are told to leave in the order in which they were completed, each once, and the last ones not at all. */
    @Test
    void completedSpansLeaveInOrder() throws IOException {
        AtomicFileTest.requirePossible(FileStrategy.MAPPED, folder);
        Path path = folder.resolve("file");
        int spans = Writeback.UNDERWAY + 5;
        long size = spans * (long) SPAN - 100;
        List<Long> left = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) size));
            Writeback writeback = new Writeback(Descriptors.of(path).orElseThrow(), size, SPAN, true,
                    (offset, length) -> {
                        left.add(offset / SPAN);
                        assertEquals(Math.min(SPAN, size - offset), length);
                    });
            // Pieces that straddle the spans, from the end to the start.
            int piece = SPAN / 2 + 1;
            for (long end = size; end > 0; end -= piece) {
                long start = Math.max(0, end - piece);
                writeback.wrote(start, end - start);
            }
        }
        assertEquals(LongStream.rangeClosed(1, 5).map(i -> spans - i).boxed().toList(), left);
    }

    /** What has left the page cache must be read from the disk again, and is what was written. */
    @Test
    void largeFilesKeepTheirBytes() throws IOException {
        AtomicFileTest.requirePossible(FileStrategy.MAPPED, folder);
        Path path = folder.resolve("file");
        int spans = Writeback.UNDERWAY + 3;
        ByteBuffer bytes = ByteBuffer.allocate(spans * SPAN);
        for (int i = 0; i < bytes.capacity(); i += 8) {
            bytes.putLong(i, i * 0x9E3779B97F4A7C15L);
        }
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(path,
                        StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            SharedMapping mapping = SharedMapping.of(channel, bytes.capacity(), arena);
            Writeback writeback = new Writeback(Descriptors.of(path).orElseThrow(), bytes.capacity(), SPAN, true,
                    mapping::release);
            for (int at = 0; at < bytes.capacity(); at += SPAN) {
                mapping.lend(at, SPAN).asByteBuffer().put(bytes.slice(at, SPAN));
                writeback.wrote(at, SPAN);
            }
        }
        assertEquals(bytes, ByteBuffer.wrap(Files.readAllBytes(path)));
    }

    /** What the force at the end would not tell any more. Other errors mean only that the system has no such call. */
    @Test
    void failuresOnTheWayToTheDiskAreTold() throws IOException {
        assertEquals("the disk quota is exceeded", failure(Linux.EDQUOT));
        assertEquals("no space left on the device", failure(Linux.ENOSPC));
        assertEquals("input or output error of the device", failure(Linux.EIO));
        Writeback.requireSent(0);
        Writeback.requireSent(Linux.EOPNOTSUPP);
    }

    private static String failure(int error) {
        return String.valueOf(assertThrows(IOException.class, () -> Writeback.requireSent(error)).getMessage());
    }

    @Test
    void hugeFilesHaveLargerSpans() {
        assertEquals(16L << 20, Writeback.span(1));
        assertEquals(16L << 20, Writeback.span(1L << 39));
        for (long size : new long[]{1L << 41, Long.MAX_VALUE}) {
            assertTrue(Math.ceilDiv(size, Writeback.span(size)) <= 1 << 16, "too many spans for " + size);
        }
    }
}
