// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorTest {
    private static void assertRefused(String fragment, Executable call) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
        assertTrue(message.contains(fragment), message);
    }

    @Test
    void shapesCountTheirElements() {
        assertEquals(24, Shape.of(2, 3, 4).elementCount());
        assertEquals(1, Shape.of().elementCount(), "a scalar");
        assertEquals(0, Shape.of(Long.MAX_VALUE, Long.MAX_VALUE, 0).elementCount(), "empty, whatever the rest is");
        assertEquals(Long.MAX_VALUE, Shape.of(Long.MAX_VALUE, 1).elementCount());
        assertEquals("[2, 3]", Shape.parse("2x3").toString());
        assertEquals(Shape.of(7), Shape.parse("7"));
        assertEquals(Shape.of(), Shape.parse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "2x", "x2", "2*3", "2x3.5", "2 x 3", "99999999999999999999", "0x10x"})
    void malformedShapesAreRefused(String text) {
        assertRefused("is malformed", () -> Shape.parse(text));
    }

    @Test
    void impossibleShapesAreRefused() {
        assertRefused("negative extent -1", () -> Shape.of(2, -1));
        assertRefused("more than 2^63 - 1 elements", () -> Shape.of(1L << 32, 1L << 31));
        assertRefused("at most 64", () -> new Shape(Collections.nCopies(65, 1L)));
        assertRefused("overflows 2^63 bits", () -> Shape.of(Long.MAX_VALUE / 8).byteSize(DType.F64));
        assertRefused("ends inside a byte", () -> Shape.of(3).byteSize(DType.F4));
    }

    @Test
    void sizesAreThoseOfTheTypes() {
        assertEquals(48, Shape.of(2, 3).byteSize(DType.F64));
        assertEquals(6, Shape.of(2, 3).byteSize(DType.F8_E5M2));
        assertEquals(3, Shape.of(2, 3).byteSize(DType.F4));
        assertEquals(2, DType.BF16.byteSize());
        assertThrows(IllegalStateException.class, DType.F6_E2M3::byteSize);
        assertEquals(6, Stream.of(DType.values()).filter(DType::isFillable).count());
    }

    @ParameterizedTest
    @CsvSource({"f64, F64", "F32, F32", "float16, F16", "torch.bfloat16, BF16", "f8_e4m3, F8_E4M3",
        "float8_e4m3fn, F8_E4M3", "torch.float8_e5m2, F8_E5M2"})
    void typesHaveTheirOwnNameAndTorchs(String name, DType type) {
        assertEquals(type, DType.parse(name));
        assertEquals(type, DType.parse(type.torchName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "int8", "I32", "torch.f32", "half", "float"})
    void otherTypesAreRefused(String name) {
        assertRefused("expected one of", () -> DType.parse(name));
    }

    @Test
    void slicesAreReadAndWritten() {
        Shape shape = Shape.of(10, 20);
        Slice slice = Slice.parse("2:5, 7:20", shape);
        assertEquals(Slice.of(2, 5, 7, 20), slice);
        assertEquals("2:5,7:20", slice.toString());
        assertEquals(slice, Slice.parse(slice.toString(), shape));
        assertEquals(Slice.whole(shape), Slice.parse(":,:", shape));
        assertEquals(Slice.of(0, 3, 4, 20), Slice.parse(":3,4:", shape));
        assertEquals(Shape.of(3, 13), slice.shape());
        assertEquals(Slice.of(), Slice.parse("", Shape.of()));
    }

    @Test
    void slicesMeetInBoxes() {
        assertEquals(Slice.of(2, 4, 5, 6), Slice.of(0, 4, 5, 9).intersect(Slice.of(2, 8, 1, 6)));
        assertEquals(0, Slice.of(0, 2).intersect(Slice.of(5, 9)).shape().elementCount());
        assertEquals(0, Slice.of(5, 9).intersect(Slice.of(0, 2)).shape().elementCount());
        assertTrue(Slice.of(0, 4, 5, 9).intersect(Slice.of(2, 8, 1, 5)).isEmpty());
        assertFalse(Slice.of(0, 4, 5, 9).intersect(Slice.of(2, 8, 1, 6)).isEmpty());
        assertFalse(Slice.of().isEmpty(), "a scalar has one element");
    }

    /** Boxes that follow each other in C order, none larger than asked, and together the whole. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 19, 20, 59, 99, 100, Long.MAX_VALUE})
    void batchesFollowEachOther(long most) {
        Slice window = Slice.of(2, 7, 0, 10, 3, 5);
        List<Long> seen = new ArrayList<>();
        for (Slice batch : window.batches(most)) {
            assertTrue(batch.shape().elementCount() <= most, batch + " has more than " + most);
            assertTrue(batch.shape().elementCount() > 0, batch + " is empty");
            batch.requireWithin(Shape.of(7, 10, 5));
            indices(batch, seen);
        }
        List<Long> wanted = new ArrayList<>();
        indices(window, wanted);
        assertEquals(wanted, seen);
        assertEquals(100, seen.size());
    }

    @Test
    void batchesOfScalarsAndOfNothing() {
        Slice scalar = Slice.whole(Shape.of());
        assertEquals(List.of(scalar), scalar.batches(1));
        assertEquals(List.of(), Slice.of(0, 5, 3, 3).batches(10));
    }

    /** The flat indices of a box of rank 3 in C order. */
    private static void indices(Slice box, List<Long> into) {
        List<Slice.Range> ranges = box.ranges();
        for (long i = ranges.get(0).start(); i < ranges.get(0).end(); i++) {
            for (long j = ranges.get(1).start(); j < ranges.get(1).end(); j++) {
                for (long k = ranges.get(2).start(); k < ranges.get(2).end(); k++) {
                    into.add((i * 10 + j) * 5 + k);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"0:5|has 1 ranges", "0:5,0:5,0:5|has 3 ranges", "0:11,0:5|ends at 11 on axis 0",
                "0:5,0:21|ends at 21 on axis 1", "5:4,0:1|0 <= start <= end", "-1:4,0:1|0 <= start <= end",
                "0-5,0:1|expected start:end", "a:b,0:1|in integers", "0:5:2,0:1|in integers"})
    void malformedSlicesAreRefused(String text, String fragment) {
        assertRefused(fragment, () -> Slice.parse(text, Shape.of(10, 20)));
    }

    @Test
    void slicesNeedAnEndForEachStart() {
        assertRefused("a start and an end", () -> Slice.of(1, 2, 3));
        assertRefused("has 1 ranges", () -> Slice.of(1, 2).requireWithin(Shape.of(3, 3)));
    }

    @Test
    void namesAreVisible() {
        assertRefused("at least one character", () -> new TensorSpec("", Shape.of(1), DType.F32));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> new TensorSpec("a\u001b[31mb", Shape.of(1), DType.F32)).getMessage());
        assertFalse(message.contains("\u001b"), "the error must not control the terminal");
        assertRefused("overflows", () -> new TensorSpec("w", Shape.of(Long.MAX_VALUE), DType.F32));
        assertEquals(24, new TensorSpec("w", Shape.of(2, 3), DType.F32).byteSize());
    }
}
