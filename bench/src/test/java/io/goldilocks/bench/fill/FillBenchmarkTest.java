// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.bench.SampleCounter;
import io.goldilocks.distribution.Samples;
import io.goldilocks.distribution.ScalarSamples;
import io.goldilocks.rng.ScalarWords;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The buffer that a benchmark fills equals what the scalar twins make. 2 MiB are enough for two threads. */
class FillBenchmarkTest {
    private static final Samples SAMPLES = new ScalarSamples();

    @ParameterizedTest
    @CsvSource({"F32, 1", "F32, 2", "BF16, 1", "BF16, 2", "F64, 1", "F64, 2"})
    void normalFillMakesNormals(DType dtype, int threads) throws IOException {
        NormalFillBenchmark benchmark = new NormalFillBenchmark();
        int tiles = run(benchmark, dtype, threads);
        float[] floats = new float[tiles * Tile.WORDS];
        double[] doubles = new double[tiles * Samples.DOUBLES_PER_TILE];
        SAMPLES.normal(words(tiles), tiles, 0f, 1f, floats);
        SAMPLES.normal(words(tiles), tiles, 0d, 1d, doubles);
        requireEqual(dtype, floats, doubles, benchmark.buffer());
    }

    @ParameterizedTest
    @CsvSource({"F32, 1", "F32, 2", "BF16, 1", "BF16, 2", "F64, 1", "F64, 2"})
    void uniformFillMakesUniforms(DType dtype, int threads) throws IOException {
        UniformFillBenchmark benchmark = new UniformFillBenchmark();
        int tiles = run(benchmark, dtype, threads);
        float[] floats = new float[tiles * Tile.WORDS];
        double[] doubles = new double[tiles * Samples.DOUBLES_PER_TILE];
        SAMPLES.uniform(words(tiles), tiles, 0f, 1f, floats);
        SAMPLES.uniform(words(tiles), tiles, 0d, 1d, doubles);
        requireEqual(dtype, floats, doubles, benchmark.buffer());
    }

    /** Runs the benchmark once and returns how many tiles its buffer holds. */
    private static int run(FillBenchmark benchmark, DType dtype, int threads) throws IOException {
        benchmark.dtype = dtype;
        benchmark.threads = threads;
        benchmark.mebibytes = 2;
        benchmark.allocate();
        benchmark.prepare();
        SampleCounter counter = new SampleCounter();
        benchmark.fill(counter);
        benchmark.close();
        int elements = (2 << 20) / dtype.byteSize();
        assertEquals(elements, counter.samples);
        assertEquals(threads, benchmark.threads());
        return elements / (dtype == DType.F64 ? Samples.DOUBLES_PER_TILE : Tile.WORDS);
    }

    private static int[] words(int tiles) {
        int[] words = new int[tiles * Tile.WORDS];
        new ScalarWords().generate(TensorStream.of(FillBenchmark.SEED, FillBenchmark.NAME), 0, tiles, words);
        return words;
    }

    private static void requireEqual(DType dtype, float[] floats, double[] doubles, MemorySegment buffer) {
        long elements = buffer.byteSize() / dtype.byteSize();
        for (int i = 0; i < elements; i++) {
            int element = i;
            double expected = switch (dtype) {
                case F64 -> doubles[i];
                case BF16 -> nearestBf16(floats[i]);
                default -> floats[i];
            };
            double found = switch (dtype) {
                case F64 -> buffer.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
                case BF16 -> Float.intBitsToFloat(buffer.getAtIndex(ValueLayout.JAVA_SHORT, i) << 16);
                default -> buffer.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            };
            assertEquals(expected, found, () -> dtype + " element " + element);
        }
    }

    /** Of the two neighbours in bfloat16 the nearer, of two that are equally near the even one. */
    private static float nearestBf16(float value) {
        int below = Float.floatToRawIntBits(value) & 0xFFFF0000;
        float low = Float.intBitsToFloat(below);
        float high = Float.intBitsToFloat(below + 0x10000);
        double toLow = Math.abs((double) value - low);
        double toHigh = Math.abs((double) value - high);
        boolean lowIsEven = (below & 0x10000) == 0;
        return toLow < toHigh || (toLow == toHigh && lowIsEven) ? low : high;
    }
}
