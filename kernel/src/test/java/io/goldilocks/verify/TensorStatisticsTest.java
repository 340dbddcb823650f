// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorStatisticsTest {
    private static final Set<DType> WITHOUT = EnumSet.of(DType.C64, DType.F4, DType.F6_E2M3, DType.F6_E3M2);

    /** Each row: a type, the bytes of its elements in hex, and the least and the greatest of them. */
    @ParameterizedTest
    @CsvSource({"BOOL, 000101, 0, 1", "U8, 00ff, 0, 255", "I8, 80ff7f, -128, 127", "U16, 0000ffff, 0, 65535",
        "I16, 0080ff7f, -32768, 32767", "U32, 00000000ffffffff, 0, 4294967295",
        "I32, 00000080ffffff7f, -2147483648, 2147483647",
        "I64, 00000000000000800000000000000000, -9223372036854775808, 0",
        "U64, 0000000000000000ffffffffffffffff, 0, 18446744073709551616",
        "U64, 0100000000000000010000000000f0ff, 1, 18442240474082181120", "F16, 003cff7b01c0, -2.001953125, 65504",
        "BF16, 803f7f7f00c0, -2, 0x1.fep127", "F32, 0000803fffff7f7f, 1, 0x1.fffffep127",
        "F64, 000000000000f03f000000000000f0bf, -1, 1", "F8_E4M3, 387eb801, -1, 448",
        "F8_E5M2, 3c7bbc01, -1, 57344", "F8_E4M3FNUZ, 407fc0, -1, 240", "F8_E5M2FNUZ, 407fc0, -1, 57344",
        "F8_E8M0, 7f00fe, 0x1p-127, 0x1p127"})
    void readsEveryType(DType dtype, String hex, double min, double max) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        TensorStatistics figures = of(bytes, dtype);
        assertEquals(bytes.length / dtype.byteSize(), figures.count());
        assertEquals(min, figures.min());
        assertEquals(max, figures.max());
    }

    /** The least subnormal, the least normal and the special codes, from the specifications. */
    @ParameterizedTest
    @CsvSource({"F8_E4M3, 01, 0x1p-9", "F8_E4M3, 08, 0x1p-6", "F8_E4M3, ff, NaN", "F8_E5M2, 01, 0x1p-16",
        "F8_E5M2, 04, 0x1p-14", "F8_E5M2, 7c, Infinity", "F8_E5M2, fc, -Infinity", "F8_E5M2, 7d, NaN",
        "F8_E5M2, ff, NaN", "F8_E4M3FNUZ, 01, 0x1p-10", "F8_E4M3FNUZ, 08, 0x1p-7", "F8_E4M3FNUZ, 80, NaN",
        "F8_E5M2FNUZ, 01, 0x1p-17", "F8_E5M2FNUZ, 04, 0x1p-15", "F8_E5M2FNUZ, 80, NaN", "F8_E8M0, ff, NaN"})
    void readsTheCodesOfEightBitFloats(DType dtype, String hex, double value) {
        assertEquals(value, of(HexFormat.of().parseHex(hex), dtype).min());
    }

    @Test
    void complexAndPackedTypesHaveNoFigures() {
        for (DType dtype : DType.values()) {
            assertEquals(!WITHOUT.contains(dtype),
                    TensorStatistics.of(MemorySegment.ofArray(new byte[24]), dtype).isPresent(), dtype.name());
        }
    }

    @Test
    void noElementsHaveNoFigures() {
        assertTrue(TensorStatistics.of(MemorySegment.ofArray(new byte[0]), DType.F32).isEmpty());
    }

    @Test
    void aPartOfAnElementIsRefused() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[5]);
        assertEquals("a segment of 5 bytes is no whole number of elements of type F32",
                assertThrows(IllegalArgumentException.class, () -> TensorStatistics.of(bytes, DType.F32)).getMessage());
    }

    /** Lengths on both sides of one and of two blocks. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 2047, 2048, 2049, 4095, 4096, 4097, 10_000})
    void agreesWithTwoPassesOverTheWhole(int length) {
        SplittableRandom random = new SplittableRandom(length);
        double[] values = DoubleStream.generate(random::nextGaussian).limit(length).toArray();
        TensorStatistics figures = of(doubles(values), DType.F64);
        double mean = DoubleStream.of(values).sum() / length;
        double std = Math.sqrt(DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).sum() / length);
        assertEquals(mean, figures.mean(), 1e-15);
        assertEquals(std, figures.std(), 1e-15);
        assertEquals(DoubleStream.of(values).min().orElseThrow(), figures.min());
        assertEquals(DoubleStream.of(values).max().orElseThrow(), figures.max());
    }

    /** The textbook formula, the mean of squares less the square of the mean, would keep no digit of this. */
    @Test
    void aSmallSpreadAroundALargeMeanSurvives() {
        double[] values = new double[100_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1e9 + (i % 2 == 0 ? -0.25 : 0.25);
        }
        TensorStatistics figures = of(doubles(values), DType.F64);
        assertEquals(1e9, figures.mean());
        assertEquals(0.25, figures.std(), 1e-12);
    }

    @Test
    void constantsHaveNoSpread() {
        double[] values = DoubleStream.generate(() -> 0.1).limit(10_007).toArray();
        assertEquals(new TensorStatistics(10_007, 0.1, 0, 0.1, 0.1), of(doubles(values), DType.F64));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2047, 2048, 5000})
    void oneNanMakesAllFiguresNan(int place) {
        double[] values = new double[5001];
        values[place] = Double.NaN;
        TensorStatistics figures = of(doubles(values), DType.F64);
        assertArrayEquals(new double[]{Double.NaN, Double.NaN, Double.NaN, Double.NaN},
                new double[]{figures.mean(), figures.std(), figures.min(), figures.max()});
    }

    @Test
    void anInfinityLeavesTheBounds() {
        double[] values = new double[5001];
        values[17] = Double.POSITIVE_INFINITY;
        values[18] = -3;
        assertEquals(new TensorStatistics(5001, Double.NaN, Double.NaN, -3, Double.POSITIVE_INFINITY),
                of(doubles(values), DType.F64));
    }

    @Test
    void alignmentDoesNotMatter() {
        SplittableRandom random = new SplittableRandom(7);
        DoubleSupplier gaussian = random::nextGaussian;
        byte[] bytes = doubles(DoubleStream.generate(gaussian).limit(3000).toArray());
        MemorySegment shifted = MemorySegment.ofArray(new byte[bytes.length + 1]).asSlice(1);
        shifted.copyFrom(MemorySegment.ofArray(bytes));
        assertEquals(of(bytes, DType.F64), TensorStatistics.of(shifted, DType.F64).orElseThrow());
    }

    private static TensorStatistics of(byte[] bytes, DType dtype) {
        return TensorStatistics.of(MemorySegment.ofArray(bytes), dtype).orElseThrow();
    }

    private static byte[] doubles(double[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return bytes.array();
    }
}
