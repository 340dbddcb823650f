// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.distribution.Constant;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZeroRowTest {
    private static final Initializer ONES = Initializers.ones();

    @ParameterizedTest
    @CsvSource({"0", "1", "3"})
    void onlyTheRowIsZero(int row) {
        double[][] values = paint(new ZeroRow(row, ONES), Shape.of(4, 3));
        for (int i = 0; i < 4; i++) {
            for (double value : values[i]) {
                assertEquals(i == row ? 0 : 1, value, "row " + i);
            }
        }
    }

    @Test
    void twoRowsMayBeZero() {
        double[][] values = paint(new ZeroRow(2, new ZeroRow(0, ONES)), Shape.of(4, 1));
        assertEquals(List.of(0.0, 1.0, 0.0, 1.0), List.of(values[0][0], values[1][0], values[2][0], values[3][0]));
    }

    @Test
    void aTensorOfOneRowIsZero() {
        assertEquals(List.of(new Part(Slice.of(0, 1, 0, 3), new Constant(0))),
                new ZeroRow(0, ONES).parts(Shape.of(1, 3), Layout.EMBEDDING));
    }

    @Test
    void rowsWithoutColumnsHaveNoElements() {
        List<Part> parts = new ZeroRow(1, ONES).parts(Shape.of(4, 0), Layout.EMBEDDING);
        assertEquals(0, parts.stream().mapToLong(part -> part.region().shape().elementCount()).sum());
    }

    /** The fans are those of the whole table, zero row included. */
    @Test
    void theBaseSeesTheWholeShape() {
        List<Part> parts = new ZeroRow(0, new VarianceScaling(1, FanMode.FAN_IN, Draw.NORMAL)).parts(Shape.of(9, 4),
                Layout.LINEAR);
        assertEquals(
                new VarianceScaling(1, FanMode.FAN_IN, Draw.NORMAL).parts(Shape.of(9, 4), Layout.LINEAR).get(0)
                        .content(),
                parts.get(0).content());
    }

    @Test
    void aNegativeRowIsAnError() {
        var e = assertThrows(IllegalArgumentException.class, () -> new ZeroRow(-1, ONES));
        LayoutTest.assertContains(e, "zero_row row -1", "at least 0");
    }

    @Test
    void aRowBeyondTheEndIsAnError() {
        var e = assertThrows(IllegalArgumentException.class,
                () -> new ZeroRow(4, ONES).parts(Shape.of(4, 3), Layout.EMBEDDING));
        LayoutTest.assertContains(e, "zero_row row 4 is outside shape [4, 3]", "below 4");
    }

    @Test
    void aScalarHasNoRow() {
        var e = assertThrows(IllegalArgumentException.class,
                () -> new ZeroRow(0, ONES).parts(Shape.of(), Layout.VECTOR));
        LayoutTest.assertContains(e, "zero_row row 0 is outside shape []");
    }

    /** Writes each part's constant into its box, and asserts that no element is written twice or left out. */
    private static double[][] paint(Initializer initializer, Shape shape) {
        double[][] values = new double[(int) shape.extent(0)][(int) shape.extent(1)];
        int written = 0;
        for (Part part : initializer.parts(shape, Layout.EMBEDDING)) {
            Slice.Range rows = part.region().ranges().get(0);
            Slice.Range columns = part.region().ranges().get(1);
            for (long i = rows.start(); i < rows.end(); i++) {
                for (long j = columns.start(); j < columns.end(); j++) {
                    // Offset, so that an element that no part covers is told from one that is 0.
                    assertEquals(0, values[(int) i][(int) j], "covered twice");
                    values[(int) i][(int) j] = 10
                            + ((Constant) ((Content.Drawn) part.content()).distribution()).value();
                    written++;
                }
            }
        }
        assertEquals(shape.elementCount(), written);
        for (double[] row : values) {
            for (int j = 0; j < row.length; j++) {
                row[j] -= 10;
            }
        }
        return values;
    }
}
