// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.rng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.goldilocks.bench.Twin;
import io.goldilocks.rng.ScalarWords;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WordsBenchmarkTest {
    @ParameterizedTest
    @EnumSource
    void callsWalkTheStream(Twin twin) {
        WordsBenchmark benchmark = new WordsBenchmark();
        benchmark.twin = twin;
        benchmark.prepare();
        int[] expected = new int[WordsBenchmark.TILES * Tile.WORDS];
        for (long call = 0; call < 3; call++) {
            new ScalarWords().generate(TensorStream.of(WordsBenchmark.SEED, WordsBenchmark.NAME),
                    call * WordsBenchmark.TILES, WordsBenchmark.TILES, expected);
            assertArrayEquals(expected, benchmark.words());
        }
    }
}
