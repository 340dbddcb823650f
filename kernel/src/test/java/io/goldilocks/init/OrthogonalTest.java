// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.distribution.Constant;
import io.goldilocks.linalg.OrthonormalRows;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which matrices are orthogonal; that they are is tested where they are filled. */
class OrthogonalTest {
    private static final Orthogonal RULE = new Orthogonal(2);

    private static Part part(Slice region, long rows, long columns) {
        return new Part(region, new OrthogonalMatrix(rows, columns, 2));
    }

    @Test
    void matrixIsOne() {
        assertEquals(List.of(part(Slice.of(0, 3, 0, 5), 3, 5)), RULE.parts(Shape.of(3, 5), Layout.LINEAR));
        assertEquals("orthogonal(gain=2.0)", RULE.describe(Shape.of(3, 5), Layout.LINEAR));
    }

    /** As torch flattens it: the outputs are the rows. */
    @Test
    void axesOfAConvolutionAreJoinedButTheFirst() {
        assertEquals(List.of(part(Slice.of(0, 8, 0, 4, 0, 3, 0, 5), 8, 60)),
                RULE.parts(Shape.of(8, 4, 3, 5), Layout.CONV));
    }

    @Test
    void ofAStackAndOfFusedLayersEachIsOne() {
        assertEquals(List.of(part(Slice.of(0, 1, 0, 3, 0, 5), 3, 5), part(Slice.of(1, 2, 0, 3, 0, 5), 3, 5)),
                RULE.parts(Shape.of(2, 3, 5), Layout.EXPERTS));
        assertEquals(List.of(part(Slice.of(0, 4, 0, 6), 4, 6), part(Slice.of(4, 6, 0, 6), 2, 6)),
                RULE.parts(Shape.of(6, 6), Layout.parse("fused(q=4,k=2)")));
    }

    @Test
    void anEmptyMatrixHasNoParts() {
        assertEquals(List.of(), RULE.parts(Shape.of(0, 5), Layout.LINEAR));
        assertEquals(List.of(), new DeltaOrthogonal(1).parts(Shape.of(4, 0, 3), Layout.CONV));
    }

    @Test
    void aVectorIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RULE.parts(Shape.of(5), Layout.VECTOR));
    }

    @Test
    void aSideTooLongIsRefused() {
        long side = OrthonormalRows.MAX_LENGTH + 1L;
        for (Shape shape : List.of(Shape.of(side, 2), Shape.of(2, side))) {
            LayoutTest.assertContains(
                    assertThrows(IllegalArgumentException.class, () -> RULE.parts(shape, Layout.LINEAR)),
                    shape.extent(0) + "x" + shape.extent(1), "beyond " + OrthonormalRows.MAX_LENGTH);
        }
    }

    /** The middle is (k − 1)/2, as JAX has it: with an even k the one before. */
    @ParameterizedTest
    @CsvSource({"7x4x3, 1, 0", "7x4x4x5, 1, 2", "7x7x1x2, 0, 0", "7x4x3x3, 1, 1"})
    void onlyTheMiddleOfADeltaIsOrthogonal(String written, long first, long second) {
        Shape shape = Shape.parse(written);
        List<Part> parts = new DeltaOrthogonal(2).parts(shape, Layout.CONV);
        List<Part> middles = parts.stream().filter(part -> part.content() instanceof OrthogonalMatrix).toList();
        assertEquals(1, middles.size());
        Slice middle = middles.getFirst().region();
        assertEquals(new OrthogonalMatrix(shape.extent(0), shape.extent(1), 2), middles.getFirst().content());
        assertEquals(new Slice.Range(first, first + 1), middle.ranges().get(2));
        assertEquals(shape.rank() == 3 ? middle.ranges().get(2) : new Slice.Range(second, second + 1),
                middle.ranges().getLast());
        assertEquals(shape.elementCount(),
                parts.stream().mapToLong(part -> part.region().shape().elementCount()).sum());
        Set<Content> others = parts.stream().map(Part::content)
                .filter(content -> !(content instanceof OrthogonalMatrix))
                .collect(Collectors.toSet());
        assertTrue(Set.of(new Content.Drawn(new Constant(0))).containsAll(others), others.toString());
    }

    @ParameterizedTest
    @CsvSource({"4x5x3, conv", "4x4, linear", "4x4x3, conv_transpose", "4x4x3, conv(groups=2)", "4x4x3, experts"})
    void aDeltaThatDoesNotFitIsRefused(String shape, String layout) {
        LayoutTest.assertContains(assertThrows(IllegalArgumentException.class,
                () -> new DeltaOrthogonal(1).parts(Shape.parse(shape), Layout.parse(layout))),
                "expected conv, [out, in, k…], with no more in than out", layout);
    }
}
