// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows: pieces that are not aligned, that come in any order, from many threads; more windows than are kept; the tail. */
class DirectFileTest {
    private static final int WINDOW = DirectFile.WINDOW;

    @TempDir
    private Path folder;

    @BeforeEach
    void requireDirect() throws IOException {
        AtomicFileTest.requirePossible(FileStrategy.DIRECT, folder);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 4095, 4096, 4097, WINDOW - 1, WINDOW, WINDOW + 1, 3 * WINDOW + 12345})
    void everySizeIsWhole(int size) throws Exception {
        byte[] bytes = random(size);
        assertArrayEquals(bytes, written(bytes, cut(size, 100_003), 1));
    }

    @Test
    void piecesComeInAnyOrderFromManyThreads() throws Exception {
        byte[] bytes = random(20 * WINDOW + 77);
        List<Piece> pieces = cut(bytes.length, 65_521);
        Collections.shuffle(pieces, new Random(3));
        assertArrayEquals(bytes, written(bytes, pieces, 4));
    }

    /** Every window is begun before any is whole. */
    @Test
    void moreWindowsThanAreKept() throws Exception {
        int half = WINDOW / 2;
        int count = DirectFile.KEPT + 20;
        byte[] bytes = random(count * WINDOW);
        List<Piece> pieces = new ArrayList<>();
        for (int start : new int[]{0, half}) {
            for (int i = 0; i < count; i++) {
                pieces.add(new Piece(i * WINDOW + start, half));
            }
        }
        assertArrayEquals(bytes, written(bytes, pieces, 1));
    }

    @Test
    void wholeWindowsInAlignedMemoryGoStraight() throws Exception {
        byte[] bytes = random(4 * WINDOW + 5000);
        Path target = folder.resolve("straight");
        try (Arena arena = Arena.ofConfined(); DirectFile file = DirectFile.create(target, bytes.length, false)) {
            MemorySegment aligned = arena.allocate(bytes.length, 4096);
            aligned.copyFrom(MemorySegment.ofArray(bytes));
            file.write(100, aligned.asSlice(100)); // The first window in two pieces, of which neither is whole.
            file.write(0, aligned.asSlice(0, 100));
            file.commit();
        }
        assertArrayEquals(bytes, Files.readAllBytes(target));
    }

    private record Piece(int offset, int length) {}

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static List<Piece> cut(int size, int step) {
        List<Piece> pieces = new ArrayList<>();
        for (int start = 0; start < size; start += step) {
            pieces.add(new Piece(start, Math.min(step, size - start)));
        }
        return pieces;
    }

    private byte[] written(byte[] bytes, List<Piece> pieces, int threads) throws Exception {
        Path target = folder.resolve("target");
        try (ExecutorService workers = Executors.newFixedThreadPool(threads);
                DirectFile file = DirectFile.create(target, bytes.length, false)) {
            List<Future<?>> writes = new ArrayList<>();
            for (Piece piece : pieces) {
                writes.add(workers.submit(() -> {
                    file.write(piece.offset(), MemorySegment.ofArray(bytes).asSlice(piece.offset(), piece.length()));
                    return null;
                }));
            }
            for (Future<?> write : writes) {
                write.get();
            }
            file.commit();
        }
        return Files.readAllBytes(target);
    }
}
