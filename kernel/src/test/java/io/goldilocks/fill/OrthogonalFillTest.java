// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.init.Content;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.init.Part;
import io.goldilocks.linalg.Parallel;
import io.goldilocks.memory.ChildProcess;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orthogonal matrices as they arrive in memory, and how the threads of a fill share what is computed whole. */
class OrthogonalFillTest {
    private static final int MILLISECOND = 1_000_000;

    private static byte[] fill(Filler filler, TensorSpec tensor, Slice window, List<Part> parts) throws IOException {
        byte[] got = new byte[Math.toIntExact(window.shape().byteSize(tensor.dtype()))];
        filler.fill(List.of(new FillTask(tensor, window, parts, TensorStream.of(5, tensor.name()),
                new FillTask.InMemory(MemorySegment.ofArray(got)), 0)), Progress.NONE);
        return got;
    }

    /** Rows × columns of f64 or f32. */
    private static double[][] matrix(String rule, Layout layout, Shape shape, int rows, DType type) throws IOException {
        TensorSpec tensor = new TensorSpec("w", shape, type);
        try (Filler filler = new Filler(2)) {
            ByteBuffer bytes = ByteBuffer.wrap(fill(filler, tensor, Slice.whole(shape),
                    Initializers.parse(rule).parts(shape, layout))).order(ByteOrder.LITTLE_ENDIAN);
            double[][] matrix = new double[rows][(int) shape.elementCount() / rows];
            for (double[] row : matrix) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = type == DType.F64 ? bytes.getDouble() : bytes.getFloat();
                }
            }
            return matrix;
        }
    }

    private static void requireOrthonormal(double[][] vectors, double squared, double tolerance) {
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < vectors[0].length; k++) {
                    sum += vectors[i][k] * vectors[j][k];
                }
                assertEquals(i == j ? squared : 0, sum, tolerance, "vectors " + i + " and " + j);
            }
        }
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] columns = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[0].length; j++) {
                columns[j][i] = matrix[i][j];
            }
        }
        return columns;
    }

    @ParameterizedTest
    @CsvSource({"F32, 1e-5", "F64, 1e-13"})
    void rowsOrColumnsAreOrthonormal(DType type, double tolerance) throws IOException {
        requireOrthonormal(matrix("orthogonal", Layout.LINEAR, Shape.of(100, 300), 100, type), 1, tolerance);
        requireOrthonormal(transposed(matrix("orthogonal(gain=3)", Layout.LINEAR, Shape.of(300, 100), 300, type)), 9,
                9 * tolerance);
        requireOrthonormal(matrix("orthogonal", Layout.CONV, Shape.of(40, 10, 3, 5), 40, type), 1, tolerance);
        requireOrthonormal(transposed(matrix("orthogonal", Layout.CONV, Shape.of(60, 4, 3), 60, type)), 1, tolerance);
    }

    /** Convolved with stride 1, only the middle tap passes anything: from inputs to outputs, and no norm changes. */
    @Test
    void deltaHasOrthonormalColumnsInTheMiddleAndZerosElsewhere() throws IOException {
        double[][] kernel = matrix("delta_orthogonal(gain=2)", Layout.CONV, Shape.of(50, 20, 3, 4), 50 * 20, DType.F32);
        double[][] middle = new double[50][20];
        for (int i = 0; i < kernel.length; i++) {
            for (int tap = 0; tap < 12; tap++) {
                if (tap == 1 * 4 + 1) {
                    middle[i / 20][i % 20] = kernel[i][tap];
                } else {
                    assertEquals(0, kernel[i][tap]);
                }
            }
        }
        requireOrthonormal(transposed(middle), 4, 4e-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void bitsDoNotDependOnTheThreads(int threads) throws IOException {
        try (Filler one = new Filler(1); Filler many = new Filler(threads)) {
            for (Shape shape : List.of(Shape.of(300, 500), Shape.of(700, 200))) {
                TensorSpec tensor = new TensorSpec("w", shape, DType.F32);
                List<Part> parts = Initializers.parse("orthogonal").parts(shape, Layout.LINEAR);
                byte[] whole = fill(one, tensor, Slice.whole(shape), parts);
                assertArrayEquals(whole, fill(many, tensor, Slice.whole(shape), parts));
                Slice window = Slice.of(13, 14, 0, 100);
                assertArrayEquals(Boxes.cut(whole, tensor, window), fill(many, tensor, window, parts));
            }
        }
    }

    /** Matrices of one tensor, and of tensors of two names, share no values. */
    @Test
    void everyMatrixIsAnotherOne() throws IOException {
        double[][] experts = matrix("orthogonal", Layout.EXPERTS, Shape.of(2, 30, 30), 2, DType.F32);
        double largest = 0;
        for (int i = 0; i < 900; i++) {
            largest = Math.max(largest, Math.abs(experts[0][i] - experts[1][i]));
        }
        assertTrue(largest > 0.1, "the matrices differ by " + largest);
    }

    /** What tasks of a computation do; its elements are all 1. */
    private record Tasks(int count, IntConsumer task) implements Content.Computed {
        @Override
        public Content.Values compute(Samples samples, Parallel parallel, boolean doubles) {
            parallel.run(count, task);
            return (_, wanted, out) -> Arrays.fill(out, 0, wanted, 1);
        }

        @Override
        public double greatest() {
            return 1;
        }
    }

    private static byte[] fillFour(Filler filler, Content content) throws IOException {
        Slice whole = Slice.of(0, 4);
        return fill(filler, new TensorSpec("w", Shape.of(4), DType.F8_E5M2), whole, List.of(new Part(whole, content)));
    }

    /** Three tasks that all wait for each other: done only if three threads do them. */
    private static Content threeAtATime() {
        CountDownLatch met = new CountDownLatch(3);
        return new Tasks(3, _ -> {
            met.countDown();
            try {
                assertTrue(met.await(60, TimeUnit.SECONDS), "no three threads at a time");
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** A window of four elements is one thread's to fill, but its computation is everyone's. */
    @Test
    void threadsWithNothingToFillHelp() throws IOException {
        try (Filler filler = new Filler(3)) {
            assertArrayEquals(new byte[]{0x3C, 0x3C, 0x3C, 0x3C}, fillFour(filler, threeAtATime()));
        }
    }

    /** Memory of a confined arena is its owner's to fill; the others help with what does not touch it. */
    @Test
    void threadsThatMayNotTouchTheMemoryHelp() throws IOException {
        Slice whole = Slice.of(0, 4);
        try (Filler filler = new Filler(3); Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(4);
            filler.fill(List.of(FillTask.whole(new TensorSpec("w", Shape.of(4), DType.F8_E5M2),
                    List.of(new Part(whole, threeAtATime())), 1, memory)), Progress.NONE);
            assertEquals(0x3C, memory.get(ValueLayout.JAVA_BYTE, 3));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void interruptEndsAComputation(int threads) throws IOException {
        AtomicInteger done = new AtomicInteger();
        Thread caller = Thread.currentThread();
        try (Filler filler = new Filler(threads)) {
            assertThrows(CancellationException.class, () -> fillFour(filler, new Tasks(10_000, i -> {
                done.incrementAndGet();
                LockSupport.parkNanos(MILLISECOND / 10);
                if (i >= 20) {
                    caller.interrupt();
                }
            })));
            assertTrue(Thread.interrupted(), "the interrupt status stays set");
            assertTrue(done.get() < 5000, done + " of 10,000 tasks were done");
            // The engine works again.
            assertEquals(4, fillFour(filler, new Tasks(10, _ -> {})).length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aTaskThatFailsFailsTheFill(int threads) {
        try (Filler filler = new Filler(threads)) {
            assertEquals("no such row", assertThrows(IllegalStateException.class, () -> fillFour(filler,
                    new Tasks(100, i -> {
                        if (i == 50) {
                            throw new IllegalStateException("no such row");
                        }
                    }))).getMessage());
        }
    }

    /** QᵀQ = I to 1e-5, every one of its elements. */
    @Test
    @Tag("exhaustive")
    void matrixOf4096IsOrthonormal() throws IOException {
        double[][] q = matrix("orthogonal", Layout.LINEAR, Shape.of(4096, 4096), 4096, DType.F32);
        double worst = IntStream.range(0, 4096).parallel().mapToDouble(i -> {
            double largest = 0;
            for (int j = 0; j <= i; j++) {
                // Four sums, because one is a chain of 4096 latencies.
                double[] sums = new double[4];
                for (int k = 0; k < 4096; k += 4) {
                    for (int lane = 0; lane < 4; lane++) {
                        sums[lane] += q[i][k + lane] * q[j][k + lane];
                    }
                }
                double product = sums[0] + sums[1] + sums[2] + sums[3];
                largest = Math.max(largest, Math.abs(product - (i == j ? 1 : 0)));
            }
            return largest;
        }).max().orElseThrow();
        assertTrue(worst < 1e-5, "the greatest error is " + worst);
    }

    /** 16384 × 4096 in f32 are 268 MB; a heap of 320 MB is enough beside the destination. */
    @Test
    @Tag("exhaustive")
    void largeMatrixNeedsItsOwnSizeAndLittleMore() throws Exception {
        Process process = ChildProcess.start(List.of("--add-modules=jdk.incubator.vector", "-Xmx320m"), Large.class,
                "16384x4096");
        List<String> output = process.inputReader().lines().toList();
        assertEquals(0, process.waitFor(), () -> String.join("\n", output));
    }

    @Test
    void aMatrixTooLargeForTheHeapIsNamed() throws Exception {
        Process process = ChildProcess.start(List.of("--add-modules=jdk.incubator.vector", "-Xmx64m"), Large.class,
                "16384x4096");
        String output = String.join("\n", process.inputReader().lines().toList());
        assertFalse(process.waitFor() == 0);
        assertTrue(
                output.contains("for an orthogonal matrix of 16384x4096, which is calculated whole: 268435456 bytes"),
                output);
    }

    /** A process that fills one matrix in native memory. */
    static final class Large {
        public static void main(String[] arguments) throws IOException {
            Shape shape = Shape.parse(arguments[0]);
            TensorSpec tensor = new TensorSpec("w", shape, DType.F32);
            try (Filler filler = new Filler(2); Arena arena = Arena.ofShared()) {
                MemorySegment memory = arena.allocate(tensor.byteSize());
                filler.fill(List.of(FillTask.whole(tensor, Initializers.parse("orthogonal").parts(shape, Layout.LINEAR),
                        1, memory)), Progress.NONE);
                double squares = 0;
                long columns = shape.extent(1);
                for (long i = 0; i < shape.extent(0); i++) {
                    double value = memory.getAtIndex(ValueLayout.JAVA_FLOAT, i * columns + columns - 1);
                    squares += value * value;
                }
                System.exit(Math.abs(squares - 1) < 1e-5 ? 0 : 1);
            }
        }
    }
}
