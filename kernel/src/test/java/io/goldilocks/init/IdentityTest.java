// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    @ParameterizedTest
    @CsvSource({"identity, 5x5, 1", "eye, 3x7, 1", "diagonal(gain=-0.5), 7x3, -0.5", "identity, 1x1, 1"})
    void onlyTheDiagonalIsSet(String written, String shape, double gain) {
        Shape matrix = Shape.parse(shape);
        Part part = Initializers.parse(written).parts(matrix, Layout.LINEAR).getFirst();
        Content.Indexed content = (Content.Indexed) part.content();
        assertEquals(Slice.whole(matrix), part.region());
        assertEquals(Math.abs(gain), content.greatest());
        for (long row = 0; row < matrix.extent(0); row++) {
            for (long column = 0; column < matrix.extent(1); column++) {
                assertEquals(row == column ? gain : 0, content.at(row * matrix.extent(1) + column));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5x5x5"})
    void whatIsNoMatrixIsAnError(String shape) {
        var e = assertThrows(IllegalArgumentException.class,
                () -> new Identity(1).parts(Shape.parse(shape), Layout.LINEAR));
        LayoutTest.assertContains(e, "layout linear", "shape " + Shape.parse(shape));
    }

    @Test
    void aGainThatIsNotFiniteIsAnError() {
        LayoutTest.assertContains(assertThrows(IllegalArgumentException.class, () -> new Identity(Double.NaN)),
                "diagonal gain NaN");
    }
}
