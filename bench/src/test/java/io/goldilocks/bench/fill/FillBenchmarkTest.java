// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.fill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.bench.Moments;
import io.goldilocks.bench.SampleCounter;
import io.goldilocks.distribution.Samples;
import io.goldilocks.distribution.ScalarSamples;
import io.goldilocks.rng.ScalarWords;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The buffer that the benchmark fills equals what the scalar twins make. 2 MiB are enough for two threads. */
class FillBenchmarkTest {
    private static final Samples SAMPLES = new ScalarSamples();

    record Case(String distribution, DType dtype, int threads, SegmentKind segment) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String distribution : List.of("normal", "uniform")) {
            for (DType dtype : List.of(DType.F32, DType.BF16, DType.F64)) {
                cases.add(new Case(distribution, dtype, 2, SegmentKind.NATIVE));
            }
        }
        for (DType dtype : List.of(DType.F32, DType.BF16, DType.F64)) {
            cases.add(new Case("normal", dtype, 1, SegmentKind.HEAP));
            cases.add(new Case("normal", dtype, 1, SegmentKind.MAPPED));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fillMakesSamples(Case wanted) throws IOException {
        FillBenchmark benchmark = new FillBenchmark();
        benchmark.distribution = wanted.distribution();
        benchmark.dtype = wanted.dtype();
        benchmark.threads = wanted.threads();
        benchmark.segment = wanted.segment();
        benchmark.engine = "philox4x32-10";
        benchmark.kibibytes = 2 << 10;
        benchmark.allocate();
        benchmark.requireSupported();
        benchmark.prepare();
        SampleCounter counter = new SampleCounter();
        benchmark.fill(counter);
        benchmark.close();
        assertEquals((2 << 20) / wanted.dtype().byteSize(), counter.samples);
        double[] expected = expected(wanted, Math.toIntExact(counter.samples));
        double[] found = new double[expected.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = Moments.element(benchmark.buffer(), wanted.dtype(), i);
        }
        assertArrayEquals(expected, found);
    }

    private static double[] expected(Case wanted, int elements) {
        boolean doubles = wanted.dtype() == DType.F64;
        int tiles = elements / (doubles ? Samples.DOUBLES_PER_TILE : Tile.WORDS);
        int[] words = new int[tiles * Tile.WORDS];
        new ScalarWords().generate(TensorStream.of(FillBenchmark.SEED, FillBenchmark.NAME), 0, tiles, words);
        double[] values = new double[elements];
        boolean normal = wanted.distribution().equals("normal");
        if (doubles && normal) {
            SAMPLES.normalF64(words, tiles, 0d, 1d, MemorySegment.ofArray(values), 0);
        } else if (doubles) {
            SAMPLES.uniformF64(words, tiles, 0d, 1d, MemorySegment.ofArray(values), 0);
        } else {
            float[] floats = new float[elements];
            if (normal) {
                SAMPLES.normalF32(words, tiles, 0f, 1f, MemorySegment.ofArray(floats), 0);
            } else {
                SAMPLES.uniformF32(words, tiles, 0f, 1f, MemorySegment.ofArray(floats), 0);
            }
            for (int i = 0; i < elements; i++) {
                values[i] = wanted.dtype() == DType.BF16 ? nearestBf16(floats[i]) : floats[i];
            }
        }
        return values;
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
