// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.goldilocks.bench.Twin;
import io.goldilocks.distribution.Samples;
import io.goldilocks.distribution.ScalarSamples;
import io.goldilocks.rng.Tile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplesBenchmarkTest {
    private static final int TILES = SamplesBenchmark.TILES;

    @ParameterizedTest
    @EnumSource
    void everyTransformIsTheScalarOne(Twin twin) {
        SamplesBenchmark benchmark = new SamplesBenchmark();
        benchmark.twin = twin;
        benchmark.prepare();
        Samples scalar = new ScalarSamples();
        float[] floats = new float[TILES * Tile.WORDS];
        double[] doubles = new double[TILES * Samples.DOUBLES_PER_TILE];
        scalar.normalF32(benchmark.words(), TILES, 0f, 1f, MemorySegment.ofArray(floats), 0);
        assertArrayEquals(floats, benchmark.normalF32().toArray(ValueLayout.JAVA_FLOAT));
        scalar.uniformF32(benchmark.words(), TILES, 0f, 1f, MemorySegment.ofArray(floats), 0);
        assertArrayEquals(floats, benchmark.uniformF32().toArray(ValueLayout.JAVA_FLOAT));
        scalar.normalF64(benchmark.words(), TILES, 0d, 1d, MemorySegment.ofArray(doubles), 0);
        assertArrayEquals(doubles, benchmark.normalF64().toArray(ValueLayout.JAVA_DOUBLE));
        scalar.uniformF64(benchmark.words(), TILES, 0d, 1d, MemorySegment.ofArray(doubles), 0);
        assertArrayEquals(doubles, benchmark.uniformF64().toArray(ValueLayout.JAVA_DOUBLE));
    }
}
