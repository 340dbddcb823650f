// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.init.Part;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FillerTest {
    private static final long SEED = 42;
    private static final String NAME = "h.0.attn.c_attn.weight";
    private static final byte CANARY = (byte) 0xA5;

    static Stream<DType> fillable() {
        return Stream.of(DType.values()).filter(DType::isFillable);
    }

    private static List<Distribution> distributions() {
        return List.of(new Normal(0.5, 2), new Uniform(-1, 3), new Constant(0.3),
                new TruncatedNormal(0.5, 2, -1, 3), new TruncatedNormal(0, 1, 3, 5));
    }

    /** The scalar twins, on one thread, in one piece: what everything else must equal. */
    private static byte[] specification(TensorSpec tensor, Distribution distribution) {
        byte[] bytes = new byte[Math.toIntExact(tensor.byteSize())];
        TileFiller.only(Kernels.scalar()).fill(TensorStream.of(SEED, tensor.name()), distribution, tensor.dtype(), 0,
                tensor.shape().elementCount(), MemorySegment.ofArray(bytes), 0);
        return bytes;
    }

    private static List<Part> whole(TensorSpec tensor, Distribution distribution) {
        return List.of(new Part(Slice.whole(tensor.shape()), distribution));
    }

    private static void fill(int threads, FillTask... tasks) throws IOException {
        try (Filler filler = new Filler(threads)) {
            filler.fill(List.of(tasks), Progress.NONE);
        }
    }

    @ParameterizedTest
    @MethodSource("fillable")
    void bitsDoNotDependOnThreads(DType type) throws IOException {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(1237, 1021), type);
        for (Distribution distribution : distributions()) {
            byte[] wanted = specification(tensor, distribution);
            for (int threads : new int[]{1, 2, 3, 7, 16}) {
                byte[] got = new byte[wanted.length];
                fill(threads, FillTask.whole(tensor, whole(tensor, distribution), SEED, MemorySegment.ofArray(got)));
                assertArrayEquals(wanted, got, distribution + " on " + threads + " threads");
            }
        }
    }

    /** The engine may choose the scalar kernels while it is cold, so the vector kernels are put to the test alone. */
    @ParameterizedTest
    @MethodSource("fillable")
    void vectorKernelsEqualScalarKernels(DType type) {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(20_011), type);
        for (Distribution distribution : distributions()) {
            byte[] got = new byte[Math.toIntExact(tensor.byteSize())];
            TileFiller.only(Kernels.vector()).fill(TensorStream.of(SEED, NAME), distribution, type, 0, 20_011,
                    MemorySegment.ofArray(got), 0);
            assertArrayEquals(specification(tensor, distribution), got, distribution.toString());
        }
    }

    /** Engines make several tiles at a time: any range that begins and ends within them is cut out of the same whole. */
    @ParameterizedTest
    @CsvSource({"CHACHA8, F32", "CHACHA8, F64", "CHACHA8, BF16", "THREEFRY4X32_13, F32", "THREEFRY4X32_13, F64",
        "THREEFRY4X32_13, BF16"})
    void rangesOfOtherEnginesFitTogether(Engine engine, DType type) {
        TensorStream stream = TensorStream.of(engine, SEED, NAME);
        int size = type.byteSize();
        for (Distribution distribution : distributions()) {
            byte[] wanted = new byte[9_001 * size];
            TileFiller.only(Kernels.scalar()).fill(stream, distribution, type, 0, 9_001, MemorySegment.ofArray(wanted),
                    0);
            byte[] got = new byte[wanted.length];
            TileFiller filler = TileFiller.only(Kernels.vector());
            int step = 1;
            for (int start = 0; start < 9_001; start += step) {
                step = start * 7 % 611 + 1;
                filler.fill(stream, distribution, type, start, Math.min(step, 9_001 - start),
                        MemorySegment.ofArray(got), (long) start * size);
            }
            assertArrayEquals(wanted, got, distribution.toString());
        }
    }

    /** Every length from 0 to 300 from odd elements on, at odd bytes, in native and heap memory: nothing beside it changes. */
    @ParameterizedTest
    @MethodSource("fillable")
    void everyLengthAndOffsetLeavesItsNeighboursAlone(DType type) throws IOException {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(700), type);
        Distribution distribution = new Normal(0, 1);
        byte[] whole = specification(tensor, distribution);
        int size = type.byteSize();
        try (Arena arena = Arena.ofConfined(); Filler filler = new Filler(1)) {
            MemorySegment natural = arena.allocate(1000L * size);
            MemorySegment heap = MemorySegment.ofArray(new byte[1000 * size]);
            for (int length = 0; length <= 300; length++) {
                for (int start : new int[]{0, 1, 31, 63, 64, 129, 333}) {
                    int at = 1 + (length + start) % 97;
                    for (MemorySegment memory : List.of(natural, heap)) {
                        memory.fill(CANARY);
                        filler.fill(
                                List.of(new FillTask(tensor, Slice.of(start, start + length),
                                        whole(tensor, distribution),
                                        TensorStream.of(SEED, NAME), new FillTask.InMemory(memory), at)),
                                Progress.NONE);
                        byte[] wanted = new byte[(int) memory.byteSize()];
                        Arrays.fill(wanted, CANARY);
                        System.arraycopy(whole, start * size, wanted, at, length * size);
                        assertEquals(-1, memory.mismatch(MemorySegment.ofArray(wanted)),
                                "elements [" + start + ", " + (start + length) + ") at byte " + at);
                    }
                }
            }
        }
    }

    /** Boxes of tensors of rank 0 to 4, drawn at random, among them columns and boxes that begin inside a tile. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16", "F64"})
    void sliceEqualsTheCutOfTheWhole(DType type) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        try (Filler filler = new Filler(3)) {
            for (int i = 0; i < 400; i++) {
                long[] extents = random.longs(i % 5, 1, 24).toArray();
                TensorSpec tensor = new TensorSpec(NAME, Shape.of(extents), type);
                long[] box = new long[2 * extents.length];
                for (int axis = 0; axis < extents.length; axis++) {
                    box[2 * axis] = random.nextLong(extents[axis] + 1);
                    box[2 * axis + 1] = random.nextLong(box[2 * axis], extents[axis] + 1);
                }
                requireSlice(filler, tensor, Slice.of(box));
            }
            TensorSpec matrix = new TensorSpec(NAME, Shape.of(300, 200), type);
            requireSlice(filler, matrix, Slice.of(0, 300, 77, 78));
            requireSlice(filler, matrix, Slice.of(0, 300, 100, 200));
            requireSlice(filler, matrix, Slice.of(13, 14, 5, 199));
            requireSlice(filler, matrix, Slice.of(1, 299, 0, 200));
        }
    }

    private static void requireSlice(Filler filler, TensorSpec tensor, Slice slice) throws IOException {
        byte[] wanted = Boxes.cut(specification(tensor, new Normal(0, 1)), tensor, slice);
        byte[] got = new byte[wanted.length];
        filler.fill(List.of(new FillTask(tensor, slice, whole(tensor, new Normal(0, 1)), TensorStream.of(SEED, NAME),
                new FillTask.InMemory(MemorySegment.ofArray(got)), 0)), Progress.NONE);
        assertArrayEquals(wanted, got, "slice " + slice + " of " + tensor.shape());
    }

    /** Parts of one tensor by different rules, cut by a window: each box equals that box of a tensor all by its rule. */
    @Test
    void partsAreFilledEachByItsRule() throws IOException {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(40, 50), DType.F32);
        Slice left = Slice.of(0, 40, 0, 20);
        Slice top = Slice.of(0, 7, 20, 50);
        Slice rest = Slice.of(7, 40, 20, 50);
        Map<Slice, Distribution> rules = Map.of(left, new Normal(0, 1), top, new Constant(-2), rest, new Uniform(5, 6));
        List<Part> parts = rules.entrySet().stream().map(rule -> new Part(rule.getKey(), rule.getValue())).toList();
        Slice window = Slice.of(3, 33, 10, 45);
        byte[] got = new byte[30 * 35 * 4];
        fill(2, new FillTask(tensor, window, parts, TensorStream.of(SEED, NAME),
                new FillTask.InMemory(MemorySegment.ofArray(got)), 0));
        byte[] mixed = new byte[40 * 50 * 4];
        rules.forEach((box, rule) -> Boxes.paste(specification(tensor, rule), mixed, tensor, box));
        assertArrayEquals(Boxes.cut(mixed, tensor, window), got);
    }

    @Test
    void manyTensorsInOneCallEachHaveTheirOwnStream() throws IOException {
        List<FillTask> tasks = new ArrayList<>();
        List<byte[]> wanted = new ArrayList<>();
        List<byte[]> got = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            TensorSpec tensor = new TensorSpec("t" + i, Shape.of(i * 37L, 13), i % 2 == 0 ? DType.F32 : DType.F16);
            wanted.add(specification(tensor, new Normal(0, 1)));
            got.add(new byte[Math.toIntExact(tensor.byteSize())]);
            tasks.add(FillTask.whole(tensor, whole(tensor, new Normal(0, 1)), SEED,
                    MemorySegment.ofArray(got.getLast())));
        }
        fill(3, tasks.toArray(FillTask[]::new));
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(wanted.get(i), got.get(i), "tensor " + i);
        }
    }

    /** Every kind of memory takes the same bytes: heap arrays of each element type, native, mapped, confined and shared. */
    @Test
    void everyKindOfMemory(@TempDir Path folder) throws IOException {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(3001), DType.F64);
        byte[] wanted = specification(tensor, new Normal(0, 1));
        try (Arena confined = Arena.ofConfined();
                Arena shared = Arena.ofShared();
                FileChannel channel = FileChannel.open(folder.resolve("mapped"), StandardOpenOption.CREATE,
                        StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = wanted.length;
            for (MemorySegment memory : List.of(MemorySegment.ofArray(new byte[wanted.length]),
                    MemorySegment.ofArray(new short[wanted.length / 2]),
                    MemorySegment.ofArray(new int[wanted.length / 4]),
                    MemorySegment.ofArray(new float[wanted.length / 4]),
                    MemorySegment.ofArray(new double[wanted.length / 8]),
                    MemorySegment.ofArray(new long[wanted.length / 8]), confined.allocate(size), shared.allocate(size),
                    Arena.ofAuto().allocate(size), channel.map(FileChannel.MapMode.READ_WRITE, 0, size, shared))) {
                fill(4, FillTask.whole(tensor, whole(tensor, new Normal(0, 1)), SEED, memory));
                assertEquals(-1, memory.mismatch(MemorySegment.ofArray(wanted)), memory.toString());
            }
        }
    }

    /** What goes to a sink arrives once, in runs, and is what memory would hold. */
    @ParameterizedTest
    @ValueSource(strings = {"0:1000,0:700", "0:1000,350:700", "13:999,1:2"})
    void sinkReceivesEveryByteOnce(String box) throws IOException {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(1000, 700), DType.BF16);
        Slice window = Slice.parse(box, tensor.shape());
        byte[] wanted = Boxes.cut(specification(tensor, new Normal(0, 1)), tensor, window);
        byte[] got = new byte[wanted.length + 77];
        int[] taken = new int[got.length];
        Sink sink = (offset, bytes) -> {
            synchronized (got) {
                MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, got, (int) offset, (int) bytes.byteSize());
                for (int i = 0; i < bytes.byteSize(); i++) {
                    taken[(int) offset + i]++;
                }
            }
        };
        List<Part> parts = List.of(new Part(Slice.of(0, 500, 0, 700), new Normal(0, 1)),
                new Part(Slice.of(500, 1000, 0, 700), new Normal(0, 1)));
        fill(3, new FillTask(tensor, window, parts, TensorStream.of(SEED, NAME), new FillTask.Streamed(sink), 77));
        assertArrayEquals(wanted, Arrays.copyOfRange(got, 77, got.length));
        assertEquals(wanted.length, Arrays.stream(taken).skip(77).filter(n -> n == 1).count());
        assertEquals(0, Arrays.stream(taken).limit(77).sum());
    }

    /** Memory that is lent: each byte once, of the same values; both halves of the loan with the same range. */
    @Test
    void lentMemoryIsFilledAndGivenBack() throws IOException {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(1000, 700), DType.F32);
        Slice window = Slice.of(3, 990, 0, 700);
        byte[] wanted = new byte[Math.toIntExact(window.shape().byteSize(DType.F32))];
        fill(1, new FillTask(tensor, window, whole(tensor, new Normal(0, 1)), TensorStream.of(SEED, NAME),
                new FillTask.InMemory(MemorySegment.ofArray(wanted)), 0));
        byte[] got = new byte[wanted.length + 77];
        Map<Long, Long> lent = new ConcurrentHashMap<>();
        AtomicLong settled = new AtomicLong();
        FillTask.Lent target = new FillTask.Lent((offset, length) -> {
            assertNull(lent.put(offset, length));
            return MemorySegment.ofArray(got).asSlice(offset, length);
        }, (offset, length) -> {
            assertEquals(length, lent.get(offset));
            settled.addAndGet(length);
        });
        fill(3, new FillTask(tensor, window, whole(tensor, new Normal(0, 1)), TensorStream.of(SEED, NAME), target, 77));
        assertArrayEquals(wanted, Arrays.copyOfRange(got, 77, got.length));
        assertEquals(wanted.length, settled.get());
    }

    @Test
    void failingSinkEndsTheFill() {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(1 << 24), DType.F32);
        Sink sink = (offset, bytes) -> {
            throw new IOException("disk on fire");
        };
        FillTask task = new FillTask(tensor, Slice.whole(tensor.shape()), whole(tensor, new Normal(0, 1)),
                TensorStream.of(SEED, NAME), new FillTask.Streamed(sink), 0);
        assertEquals("disk on fire", assertThrows(IOException.class, () -> fill(2, task)).getMessage());
    }

    @Test
    void closedArenaIsAnError() {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(100), DType.F32);
        MemorySegment gone;
        try (Arena arena = Arena.ofShared()) {
            gone = arena.allocate(400);
        }
        assertThrows(IllegalStateException.class,
                () -> fill(2, FillTask.whole(tensor, whole(tensor, new Normal(0, 1)), SEED, gone)));
    }

    @Test
    void closedEngineIsAnError() {
        Filler filler = new Filler(2);
        filler.close();
        assertThrows(IllegalStateException.class, () -> filler.fill(List.of(), Progress.NONE));
        assertThrows(IllegalArgumentException.class, () -> new Filler(0));
    }

    @Test
    void nothingToFillIsDoneAtOnce() throws IOException {
        TensorSpec empty = new TensorSpec(NAME, Shape.of(0, 7), DType.F32);
        List<String> reports = new ArrayList<>();
        try (Filler filler = new Filler(2)) {
            filler.fill(List.of(FillTask.whole(empty, whole(empty, new Normal(0, 1)), 1, MemorySegment.NULL)),
                    (done, total) -> reports.add(done + "/" + total));
        }
        assertEquals(List.of("0/0"), reports);
    }

    @Test
    void progressRisesToTheTotalOnTheCallersThread() throws IOException {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(4 << 20), DType.F32);
        List<Long> heard = new ArrayList<>();
        Thread caller = Thread.currentThread();
        try (Filler filler = new Filler(1); Arena arena = Arena.ofShared()) {
            filler.fill(List.of(FillTask.whole(tensor, whole(tensor, new Normal(0, 1)), SEED,
                    arena.allocate(tensor.byteSize(), Chunks.IN_MEMORY))), (done, total) -> {
                        assertEquals(16L << 20, total);
                        assertEquals(caller, Thread.currentThread());
                        heard.add(done);
                    });
        }
        assertEquals(9, heard.size(), "after each chunk and at the end");
        assertEquals(16L << 20, heard.getLast());
        assertEquals(heard.stream().sorted().toList(), heard);
    }

    @Test
    void tasksThatDoNotFitAreRefused() {
        TensorSpec tensor = new TensorSpec(NAME, Shape.of(10, 10), DType.F32);
        List<Part> parts = whole(tensor, new Normal(0, 1));
        MemorySegment small = MemorySegment.ofArray(new byte[399]);
        requireRefused("399 bytes", () -> FillTask.whole(tensor, parts, SEED, small));
        requireRefused("read-only",
                () -> FillTask.whole(tensor, parts, SEED, MemorySegment.ofArray(new byte[400]).asReadOnly()));
        TensorSpec integers = new TensorSpec(NAME, Shape.of(10), DType.I32);
        requireRefused("I32", () -> FillTask.whole(integers, parts, SEED, small));
        TensorStream stream = TensorStream.of(SEED, NAME);
        FillTask.Target target = new FillTask.InMemory(MemorySegment.ofArray(new byte[400]));
        requireRefused("ends at 11", () -> new FillTask(tensor, Slice.of(0, 11, 0, 10), parts, stream, target, 0));
        requireRefused("negative", () -> new FillTask(tensor, Slice.of(0, 1, 0, 1), parts, stream, target, -1));
        TensorSpec huge = new TensorSpec(NAME, Shape.of(1L << 59), DType.F8_E4M3);
        MemorySegment room = MemorySegment.ofArray(new byte[400]);
        requireRefused("have 50 elements", () -> FillTask.whole(tensor,
                List.of(new Part(Slice.of(0, 5, 0, 10), new Normal(0, 1))), SEED, room));
        requireRefused("overlap",
                () -> FillTask.whole(tensor, List.of(new Part(Slice.of(0, 5, 0, 10), new Normal(0, 1)),
                        new Part(Slice.of(4, 9, 0, 10), new Constant(0))), SEED, room));
        requireRefused("ends at 20", () -> FillTask.whole(tensor,
                List.of(new Part(Slice.of(0, 20, 0, 5), new Normal(0, 1))), SEED, room));
        for (Distribution large : List.of(new Normal(0, 1e39), new Normal(1e39, 0), new Uniform(-3e38, 3e38),
                new Constant(-1e39))) {
            requireRefused("made in f32", () -> FillTask.whole(tensor, whole(tensor, large), SEED, room));
        }
        requireRefused("none between these bounds",
                () -> FillTask.whole(tensor, whole(tensor, new TruncatedNormal(0, 1, 0.1, 0.1 + 1e-15)), SEED, room));
        requireRefused("elements that a stream", () -> new FillTask(huge, Slice.of(0, 1), parts, stream, target, 0));
    }

    private static void requireRefused(String fragment, org.junit.jupiter.api.function.Executable task) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, task).getMessage());
        assertTrue(message.contains(fragment), message);
    }
}
