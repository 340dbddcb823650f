// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenFileTest {
    @TempDir
    private Path folder;

    @Test
    void everyKindOfSegmentIsWritten() throws IOException {
        Path target = folder.resolve("kinds");
        try (Arena arena = Arena.ofShared(); WrittenFile file = WrittenFile.create(target, 20, false)) {
            MemorySegment shared = arena.allocate(4);
            shared.set(ValueLayout.JAVA_INT, 0, 0x04030201);
            file.write(0, shared);
            file.write(4, MemorySegment.ofArray(new int[]{0x08070605}));
            file.write(8, MemorySegment.ofArray(new float[]{1f, 2f}).asSlice(4));
            file.write(12, MemorySegment.ofBuffer(ByteBuffer.wrap(new byte[]{9, 9, 9, 1, 2}, 3, 2)));
            file.write(14, MemorySegment.ofBuffer(ByteBuffer.allocateDirect(2)).asReadOnly());
            file.write(16, MemorySegment.ofArray(new short[]{0x0201, 0x0403}).asReadOnly());
            file.write(20, MemorySegment.ofArray(new byte[0]));
            file.commit();
        }
        assertArrayEquals(new byte[]{1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 64, 1, 2, 0, 0, 1, 2, 3, 4},
                Files.readAllBytes(target));
    }

    @Test
    void heapSegmentsLargerThanOnePieceAreWritten() throws IOException {
        byte[] bytes = new byte[(5 << 19) + 1];
        new Random(1).nextBytes(bytes);
        Path target = folder.resolve("heap");
        try (WrittenFile file = WrittenFile.create(target, bytes.length, false)) {
            file.write(0, MemorySegment.ofArray(bytes));
            file.commit();
        }
        assertArrayEquals(bytes, Files.readAllBytes(target));
    }

    @Test
    void manyThreadsWriteAtOnce() throws Exception {
        int chunk = 4099;
        byte[] bytes = new byte[chunk * 500];
        new Random(2).nextBytes(bytes);
        Path target = folder.resolve("threads");
        try (ExecutorService workers = Executors.newFixedThreadPool(8);
                WrittenFile file = WrittenFile.create(target, bytes.length, false)) {
            List<Future<?>> writes = new ArrayList<>();
            for (int start = 0; start < bytes.length; start += chunk) {
                int from = start;
                writes.add(workers.submit(() -> {
                    file.write(from, MemorySegment.ofArray(bytes).asSlice(from, chunk));
                    return null;
                }));
            }
            for (Future<?> write : writes) {
                write.get();
            }
            file.commit();
        }
        assertArrayEquals(bytes, Files.readAllBytes(target));
    }

    @Test
    void interruptOfOneWorkerCancelsAllAndLeavesNothing() throws Exception {
        try (ExecutorService workers = Executors.newFixedThreadPool(2);
                WrittenFile file = WrittenFile.create(folder.resolve("x"), 8, false)) {
            MemorySegment bytes = MemorySegment.ofArray(new byte[4]);
            boolean flag = workers.submit(() -> {
                Thread.currentThread().interrupt();
                assertCancelled(assertThrows(InterruptedIOException.class, () -> file.write(0, bytes)));
                return Thread.interrupted();
            }).get();
            assertTrue(flag, "the flag must stay set");
            ExecutionException other = assertThrows(ExecutionException.class, () -> workers.submit(() -> {
                file.write(4, bytes);
                return null;
            }).get());
            assertCancelled(assertInstanceOf(InterruptedIOException.class, other.getCause()));
        }
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void writingAfterCloseSaysSo() throws IOException {
        WrittenFile file = WrittenFile.create(folder.resolve("x"), 1, false);
        file.close();
        IOException e = assertThrows(IOException.class, () -> file.write(0, MemorySegment.ofArray(new byte[1])));
        assertTrue(e.toString().contains("x: ClosedChannelException (1 bytes needed, "), e.getMessage());
    }

    @Test
    void missingBytesAreNotCommitted() throws IOException {
        try (WrittenFile file = WrittenFile.create(folder.resolve("x"), 8, false)) {
            file.write(4, MemorySegment.ofArray(new byte[4]));
            assertEquals("cannot commit " + folder.resolve("x") + ": 4 of 8 bytes were written",
                    assertThrows(IllegalStateException.class, file::commit).getMessage());
        }
    }

    @Test
    void spaceOfLargeFilesIsReservedBeforeTheFirstByte() throws IOException {
        Path probe = folder.resolve("probe");
        try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Optional<String> obstacle = Preallocation.reserve(Descriptors.of(probe), 1);
            obstacle.ifPresent(reason -> System.out.println("skipped, because reserving is not possible: " + reason));
            assumeTrue(obstacle.isEmpty() && channel.isOpen(), "reserving is not possible");
        }
        Files.delete(probe);
        for (long size : new long[]{WrittenFile.RESERVE_FROM - 1, WrittenFile.RESERVE_FROM}) {
            try (WrittenFile file = WrittenFile.create(folder.resolve("large"), size, false);
                    var files = Files.list(folder)) {
                assertEquals(size < WrittenFile.RESERVE_FROM ? 0 : size, Files.size(files.findFirst().orElseThrow()));
                assertThrows(IllegalStateException.class, file::commit);
            }
        }
    }

    @Test
    @Tag("exhaustive")
    void segmentsBeyondTwoGibibytesAreWritten() throws IOException {
        long size = (2L << 30) + (1L << 29) + 3;
        Path source = folder.resolve("sparse");
        Path target = folder.resolve("large");
        List<Long> places = List.of(0L, (1L << 30) - 1, 1L << 30, (2L << 30) + 1, size - 1);
        try (Arena arena = Arena.ofConfined();
                FileChannel sparse = FileChannel.open(source, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                WrittenFile file = WrittenFile.create(target, size, false)) {
            for (int i = 0; i < places.size(); i++) {
                sparse.write(ByteBuffer.wrap(new byte[]{(byte) (i + 1)}), places.get(i));
            }
            file.write(0, sparse.map(FileChannel.MapMode.READ_ONLY, 0, size, arena));
            file.commit();
        }
        assertEquals(-1, Files.mismatch(source, target));
    }

    private static void assertCancelled(InterruptedIOException e) {
        assertTrue(e.toString().endsWith("x was cancelled by an interrupt; no new file was left"), e.getMessage());
    }
}
