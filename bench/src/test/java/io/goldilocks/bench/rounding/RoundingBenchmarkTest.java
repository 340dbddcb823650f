// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.rounding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.goldilocks.bench.Twin;
import io.goldilocks.rounding.Float8;
import io.goldilocks.rounding.Rounding;
import io.goldilocks.rounding.ScalarRounding;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoundingBenchmarkTest {
    private static final int SAMPLES = RoundingBenchmark.SAMPLES;

    @ParameterizedTest
    @EnumSource
    void everyRoundingIsTheScalarOne(Twin twin) {
        RoundingBenchmark benchmark = new RoundingBenchmark();
        benchmark.twin = twin;
        benchmark.prepare();
        Rounding scalar = new ScalarRounding();
        short[] halves = new short[SAMPLES];
        byte[] bytes = new byte[SAMPLES];
        scalar.toBf16(benchmark.samples(), SAMPLES, MemorySegment.ofArray(halves), 0);
        assertArrayEquals(halves, benchmark.bf16().toArray(ValueLayout.JAVA_SHORT));
        scalar.toF16(benchmark.samples(), SAMPLES, MemorySegment.ofArray(halves), 0);
        assertArrayEquals(halves, benchmark.f16().toArray(ValueLayout.JAVA_SHORT));
        scalar.toFloat8(Float8.E4M3, benchmark.samples(), SAMPLES, MemorySegment.ofArray(bytes), 0);
        assertArrayEquals(bytes, benchmark.f8e4m3().asSlice(0, SAMPLES).toArray(ValueLayout.JAVA_BYTE));
        scalar.toFloat8(Float8.E5M2, benchmark.samples(), SAMPLES, MemorySegment.ofArray(bytes), 0);
        assertArrayEquals(bytes, benchmark.f8e5m2().asSlice(0, SAMPLES).toArray(ValueLayout.JAVA_BYTE));
    }
}
