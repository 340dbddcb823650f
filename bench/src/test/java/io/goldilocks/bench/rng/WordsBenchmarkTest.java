// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.rng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.bench.Twin;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.ScalarWords;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;

class WordsBenchmarkTest {
    static List<String> engines() throws NoSuchFieldException {
        return List.of(WordsBenchmark.class.getField("engine").getAnnotation(Param.class).value());
    }

    @Test
    void everyEngineIsMeasured() throws NoSuchFieldException {
        assertEquals(Arrays.stream(Engine.values()).map(Engine::toString).toList(), engines());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void callsWalkTheStream(String engine) {
        callsWalkTheStream(engine, Twin.SCALAR);
        callsWalkTheStream(engine, Twin.VECTOR);
    }

    private static void callsWalkTheStream(String engine, Twin twin) {
        WordsBenchmark benchmark = new WordsBenchmark();
        benchmark.twin = twin;
        benchmark.engine = engine;
        benchmark.prepare();
        int[] expected = new int[WordsBenchmark.TILES * Tile.WORDS];
        for (long call = 0; call < 3; call++) {
            new ScalarWords().generate(TensorStream.of(Engine.parse(engine), WordsBenchmark.SEED, WordsBenchmark.NAME),
                    call * WordsBenchmark.TILES, WordsBenchmark.TILES, expected);
            assertArrayEquals(expected, benchmark.words());
        }
    }
}
