// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.init.Content;
import io.goldilocks.init.Part;
import io.goldilocks.linalg.Parallel;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rounding.Float8;
import io.goldilocks.rounding.ScalarRounding;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contents that are not drawn: what arrives is what they say, whatever the slice, the threads, the type and the target. */
class StructuredFillTest {
    private static final long SEED = 42;

    /** Tells the index by its value, with more digits than f32 has. */
    private record Counting() implements Content.Indexed {
        @Override
        public double at(long index) {
            return 1 + index * 0x1p-40;
        }

        @Override
        public double greatest() {
            return 2;
        }
    }

    private record Cubed(Distribution base) implements Content.Mapped {
        @Override
        public double map(double sample) {
            return sample * sample * sample;
        }

        @Override
        public double greatest() {
            return 400;
        }
    }

    /** Reversed samples of draw 3, so that an element needs one of another place; counts how often it is computed. */
    private record Reversed(long elements, AtomicInteger computed) implements Content.Computed {
        @Override
        public Content.Values compute(Samples samples, Parallel parallel, boolean doubles) {
            computed.incrementAndGet();
            ByteBuffer drawn = ByteBuffer.allocate((int) elements * (doubles ? 8 : 4)).order(ByteOrder.LITTLE_ENDIAN);
            samples.draw(3, new Uniform(-1, 1), doubles, 0, MemorySegment.ofBuffer(drawn));
            return (first, count, out) -> {
                for (int i = 0; i < count; i++) {
                    int index = (int) (elements - 1 - first - i);
                    out[i] = doubles ? drawn.getDouble(8 * index) : drawn.getFloat(4 * index);
                }
            };
        }

        @Override
        public double greatest() {
            return 1;
        }
    }

    private record Huge() implements Content.Indexed {
        @Override
        public double at(long index) {
            return 1e39;
        }

        @Override
        public double greatest() {
            return 1e39;
        }
    }

    static Stream<DType> fillable() {
        return Stream.of(DType.values()).filter(DType::isFillable);
    }

    private static byte[] fill(Filler filler, TensorSpec tensor, Slice window, Part... parts) throws IOException {
        byte[] got = new byte[Math.toIntExact(window.shape().byteSize(tensor.dtype()))];
        filler.fill(List.of(new FillTask(tensor, window, List.of(parts), TensorStream.of(SEED, tensor.name()),
                new FillTask.InMemory(MemorySegment.ofArray(got)), 0)), Progress.NONE);
        return got;
    }

    private static byte[] bytes(DType type, double... values) {
        ByteBuffer out = ByteBuffer.allocate(values.length * type.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            switch (type) {
                case F64 -> out.putDouble(value);
                case F32 -> out.putFloat((float) value);
                case F16 -> out.putShort(Float.floatToFloat16((float) value));
                case BF16 -> out.putShort(ScalarRounding.bf16((float) value));
                case F8_E4M3 -> out.put(Float8.E4M3.round((float) value));
                default -> out.put(Float8.E5M2.round((float) value));
            }
        }
        return out.array();
    }

    @ParameterizedTest
    @MethodSource("fillable")
    void indexedElementsAreTheirFunction(DType type) throws IOException {
        TensorSpec tensor = new TensorSpec("w", Shape.of(50, 3, 61), type);
        double[] wanted = new double[50 * 3 * 61];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = new Counting().at(i);
        }
        try (Filler filler = new Filler(2)) {
            Slice whole = Slice.whole(tensor.shape());
            assertArrayEquals(bytes(type, wanted), fill(filler, tensor, whole, new Part(whole, new Counting())));
        }
    }

    @ParameterizedTest
    @MethodSource("fillable")
    void mappedElementsAreImagesOfTheirSamples(DType type) throws IOException {
        TensorSpec tensor = new TensorSpec("w", Shape.of(77, 101), type);
        boolean doubles = type == DType.F64;
        TensorSpec base = new TensorSpec("w", tensor.shape(), doubles ? DType.F64 : DType.F32);
        Slice whole = Slice.whole(tensor.shape());
        try (Filler filler = new Filler(3)) {
            ByteBuffer samples = ByteBuffer
                    .wrap(fill(filler, base, whole, new Part(whole, new Normal(0.5, 1))))
                    .order(ByteOrder.LITTLE_ENDIAN);
            double[] wanted = new double[77 * 101];
            for (int i = 0; i < wanted.length; i++) {
                double sample = doubles ? samples.getDouble() : samples.getFloat();
                wanted[i] = sample * sample * sample;
            }
            assertArrayEquals(bytes(type, wanted),
                    fill(filler, tensor, whole, new Part(whole, new Cubed(new Normal(0.5, 1)))));
        }
    }

    @ParameterizedTest
    @MethodSource("fillable")
    void computedElementsAreComputedOnce(DType type) throws IOException {
        // Three chunks and more of every type, so that threads meet.
        TensorSpec tensor = new TensorSpec("w", Shape.of(3500, 1001), type);
        Slice whole = Slice.whole(tensor.shape());
        AtomicInteger computed = new AtomicInteger();
        byte[] got;
        try (Filler filler = new Filler(4)) {
            got = fill(filler, tensor, whole, new Part(whole, new Reversed(3500 * 1001, computed)));
            assertEquals(1, computed.get());
        }
        boolean doubles = type == DType.F64;
        byte[] samples = new byte[3500 * 1001 * (doubles ? 8 : 4)];
        TileFiller.only(Kernels.scalar()).fill(TensorStream.of(SEED, "w").withDraw(3),
                new Uniform(-1, 1), doubles ? DType.F64 : DType.F32, 0, 3500 * 1001, MemorySegment.ofArray(samples), 0);
        ByteBuffer drawn = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
        double[] wanted = new double[3500 * 1001];
        for (int i = wanted.length - 1; i >= 0; i--) {
            wanted[i] = doubles ? drawn.getDouble() : drawn.getFloat();
        }
        assertArrayEquals(bytes(type, wanted), got);
    }

    /** Parts of three kinds, each cut from a frame of its own, under random windows and 1 to 4 threads. */
    @ParameterizedTest
    @MethodSource("fillable")
    void aSliceIsTheCutOfTheWhole(DType type) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        TensorSpec tensor = new TensorSpec("w", Shape.of(23, 9, 31), type);
        Part[] parts = {new Part(Slice.of(0, 7, 0, 9, 0, 31), new Cubed(new Normal(0, 1))),
            new Part(Slice.of(7, 23, 0, 4, 5, 31), new Counting()),
            new Part(Slice.of(7, 23, 4, 9, 0, 31), new Reversed(16 * 5 * 31, new AtomicInteger())),
            new Part(Slice.of(7, 23, 0, 4, 0, 5), new Normal(0, 1))};
        try (Filler one = new Filler(1); Filler four = new Filler(4)) {
            byte[] whole = fill(one, tensor, Slice.whole(tensor.shape()), parts);
            for (int i = 0; i < 200; i++) {
                long[] box = new long[6];
                for (int axis = 0; axis < 3; axis++) {
                    box[2 * axis] = random.nextLong(tensor.shape().extent(axis) + 1);
                    box[2 * axis + 1] = random.nextLong(box[2 * axis], tensor.shape().extent(axis) + 1);
                }
                Slice window = Slice.of(box);
                assertArrayEquals(Boxes.cut(whole, tensor, window), fill(four, tensor, window, parts),
                        window.toString());
            }
        }
    }

    /** Cutting a part changes no value, and two parts cut from one frame are computed together. */
    @Test
    void aCutPartKeepsItsFrame() throws IOException {
        TensorSpec tensor = new TensorSpec("w", Shape.of(300, 1000), DType.F32);
        Slice whole = Slice.whole(tensor.shape());
        Slice[] bands = {Slice.of(0, 100, 0, 1000), Slice.of(100, 300, 0, 400), Slice.of(100, 300, 400, 1000)};
        AtomicInteger computed = new AtomicInteger();
        try (Filler filler = new Filler(2)) {
            for (Content content : List.of(new Counting(), new Cubed(new Normal(0, 1)),
                    new Reversed(300 * 1000, computed))) {
                Part part = new Part(whole, content);
                byte[] wanted = fill(filler, tensor, whole, part);
                computed.set(0);
                assertArrayEquals(wanted,
                        fill(filler, tensor, whole, Stream.of(bands).map(part::within).toArray(Part[]::new)));
                assertTrue(computed.get() <= 1, computed + " times");
            }
        }
    }

    @Test
    void aSinkReceivesTheSameBytes() throws IOException {
        TensorSpec tensor = new TensorSpec("w", Shape.of(40, 700), DType.BF16);
        Slice window = Slice.of(3, 40, 100, 650);
        Part[] parts = {new Part(Slice.of(0, 40, 0, 300), new Counting()),
            new Part(Slice.of(0, 40, 300, 700), new Reversed(40 * 400, new AtomicInteger()))};
        try (Filler filler = new Filler(2)) {
            byte[] wanted = fill(filler, tensor, window, parts);
            byte[] got = new byte[wanted.length];
            Sink sink = (offset, bytes) -> {
                synchronized (got) {
                    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, got, (int) offset, (int) bytes.byteSize());
                }
            };
            filler.fill(List.of(new FillTask(tensor, window, List.of(parts), TensorStream.of(SEED, "w"),
                    new FillTask.Streamed(sink), 0)), Progress.NONE);
            assertArrayEquals(wanted, got);
        }
    }

    /** What a fill allocates is its bookkeeping: no more for 2²⁰ elements than for 2¹². */
    @Test
    void fillingAllocatesNothingThatGrowsWithTheSize() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Filler filler = new Filler(1); Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(4 << 20);
            for (Content content : List.of(new Counting(), new Cubed(new Normal(0, 1)))) {
                for (long elements : new long[]{1 << 12, 1 << 20}) {
                    TensorSpec tensor = new TensorSpec("w", Shape.of(elements), DType.F32);
                    List<FillTask> tasks = List.of(FillTask.whole(tensor,
                            List.of(new Part(Slice.whole(tensor.shape()), content)), SEED, memory));
                    long least = Long.MAX_VALUE;
                    for (int i = 0; i < 60; i++) {
                        long before = threads.getCurrentThreadAllocatedBytes();
                        filler.fill(tasks, Progress.NONE);
                        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                    }
                    assertTrue(least < 8192, least + " bytes for " + elements + " of " + content);
                }
            }
        }
    }

    @Test
    void whatFailsToComputeFailsTheFill() {
        TensorSpec tensor = new TensorSpec("w", Shape.of(4000, 1000), DType.F32);
        Slice whole = Slice.whole(tensor.shape());
        Content.Computed broken = new Content.Computed() {
            @Override
            public Content.Values compute(Samples samples, Parallel parallel, boolean doubles) {
                throw new IllegalStateException("no such matrix");
            }

            @Override
            public double greatest() {
                return 1;
            }
        };
        try (Filler filler = new Filler(2)) {
            assertEquals("no such matrix", assertThrows(IllegalStateException.class,
                    () -> fill(filler, tensor, whole, new Part(whole, broken))).getMessage());
        }
    }

    @Test
    void valuesBeyondF32AreRefusedWhereTheyAreMadeInIt() throws IOException {
        Slice whole = Slice.of(0, 1);
        try (Filler filler = new Filler(1)) {
            var e = assertThrows(IllegalArgumentException.class, () -> fill(filler,
                    new TensorSpec("w", Shape.of(1), DType.F32), whole, new Part(whole, new Huge())));
            assertTrue(String.valueOf(e.getMessage()).contains("made in f32"), e.getMessage());
            assertArrayEquals(bytes(DType.F64, 1e39), fill(filler, new TensorSpec("w", Shape.of(1), DType.F64), whole,
                    new Part(whole, new Huge())));
        }
    }
}
