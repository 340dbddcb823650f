// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.distribution.VectorSamples;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.rounding.VectorRounding;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Elements get into their place with the same bits, straight or through scratch, whatever memory it is. */
class TileFillerTest {
    private static final int MOST = 20_000;
    private static final byte CANARY = (byte) 0xA5;
    /** Blocks around which a counter word carries, and those before the last. */
    private static final long[] BLOCKS = {0, 1L << 32, (1L << 56) - MOST};

    static Stream<DType> fillable() {
        return Stream.of(DType.values()).filter(DType::isFillable);
    }

    @ParameterizedTest
    @MethodSource("fillable")
    void everyKindOfMemoryGetsTheSame(DType type, @TempDir Path folder) throws IOException {
        List<Distribution> distributions = List.of(new Normal(-3, 0.02), new Uniform(-1, 3),
                new TruncatedNormal(0, 1, -2, 2));
        long room = MOST * 8L + 64;
        SplittableRandom random = new SplittableRandom(11);
        try (Arena arena = Arena.ofConfined();
                Arena shared = Arena.ofShared();
                FileChannel channel = FileChannel.open(folder.resolve("mapped"), StandardOpenOption.CREATE,
                        StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            List<MemorySegment> targets = List.of(MemorySegment.ofArray(new byte[(int) room]), arena.allocate(room),
                    shared.allocate(room), channel.map(FileChannel.MapMode.READ_WRITE, 0, room, arena));
            for (Engine engine : Engine.values()) {
                for (long block : BLOCKS) {
                    TensorStream stream = new TensorStream(engine, random.nextLong(), random.nextLong(), 3);
                    long start = Math.max(0, block * 4 / (type == DType.F64 ? 2 : 1) - random.nextInt(300));
                    for (MemorySegment target : targets) {
                        for (int skip : new int[]{0, (int) -Math.floorMod(start, 512L) + 512}) {
                            requireEqual(stream, distributions.get(random.nextInt(3)), type, start + skip,
                                    random.nextInt(1, MOST / 2), random.nextInt(64), target);
                        }
                    }
                }
            }
        }
    }

    private static void requireEqual(TensorStream stream, Distribution distribution, DType type, long start, int count,
            int offset, MemorySegment target) {
        byte[] wanted = new byte[count * type.byteSize()];
        TileFiller.only(Kernels.scalar()).fill(stream, distribution, type, start, count,
                MemorySegment.ofArray(wanted), 0);
        target.fill(CANARY);
        TileFiller.only(Kernels.vector()).fill(stream, distribution, type, start, count, target, offset);
        byte[] all = target.toArray(ValueLayout.JAVA_BYTE);
        String where = distribution + " from " + start + ", " + count + " at byte " + offset + " of " + target;
        assertArrayEquals(wanted, Arrays.copyOfRange(all, offset, offset + wanted.length), where);
        for (int i = 0; i < all.length; i++) {
            if (i < offset || i >= offset + wanted.length) {
                assertEquals(CANARY, all[i], where + ": byte " + i + " was touched");
            }
        }
    }

    /** Kernels that write straight into memory look at every store whether it is still there. */
    @Test
    void freedMemoryIsAnException() {
        MemorySegment target;
        try (Arena arena = Arena.ofShared()) {
            target = arena.allocate(1 << 16);
        }
        for (Kernels kernels : List.of(Kernels.scalar(), Kernels.vector())) {
            assertThrows(IllegalStateException.class, () -> TileFiller.only(kernels)
                    .fill(TensorStream.of(5, "w"), new Normal(0, 1), DType.F32, 0, 1 << 14, target, 0));
        }
    }

    @Test
    void vectorKernelsRefuseOtherMemory() {
        int[] words = new int[2 * Tile.WORDS];
        MemorySegment heap = MemorySegment.ofArray(new float[2 * Tile.WORDS]);
        MemorySegment plain = Arena.ofAuto().allocate(heap.byteSize());
        assertThrows(IllegalArgumentException.class, () -> new VectorSamples().normalF32(words, 2, 0, 1, heap, 0));
        assertThrows(IllegalArgumentException.class, () -> new VectorRounding().toBf16(heap, 64, plain, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> new VectorSamples().normalF32(words, 2, 0, 1, plain, 4));
    }
}
