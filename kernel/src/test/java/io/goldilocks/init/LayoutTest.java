// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LayoutTest {
    @ParameterizedTest
    @CsvSource({"linear, 256x128, 128, 256", "conv1d, 128x256, 128, 256", "embedding, 50257x768, 768, 50257",
        "experts, 8x256x128, 128, 256", "conv, 64x3x7, 21, 448", "conv, 64x3x7x7, 147, 3136",
        "conv, 64x3x2x7x7, 294, 6272", "conv, 6x1x3x3, 9, 54", "linear, 0x5, 5, 0"})
    void fansFollowTheLayout(String layout, String shape, long in, long out) {
        assertEquals(new Fans(in, out), Layout.parse(layout).fans(Shape.parse(shape)));
    }

    /** GPT-2 stores [in, out]: read as a linear layer, the fans would be swapped. */
    @Test
    void conv1dIsLinearTransposed() {
        Fans stored = Layout.CONV1D.fans(Shape.of(768, 2304));
        Fans misread = Layout.LINEAR.fans(Shape.of(768, 2304));
        assertEquals(768, stored.in());
        assertEquals(new Fans(misread.out(), misread.in()), stored);
    }

    /** The number of experts widens no fan, and the fans are not products of the other axes. */
    @Test
    void expertsHaveTheFansOfOne() {
        assertEquals(Layout.LINEAR.fans(Shape.of(2048, 7168)), Layout.EXPERTS.fans(Shape.of(256, 2048, 7168)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"linear; 4x3x2; layouts of that rank are conv, experts",
        "conv; 4x3; layouts of that rank are linear, conv1d, embedding",
        "experts; 4x3x2x2; layouts of that rank are conv", "vector; 4x3; layouts of that rank are linear, conv1d,",
        "vector; 4; no layout has", "linear; 4; no layout has", "conv1d; 4x3x2; layouts of that rank are conv,",
        "embedding; 4; use an initialiser that needs none, such as zeros"})
    void aRankThatDoesNotFitIsAnError(String layout, String shape, String remedy) {
        var e = assertThrows(IllegalArgumentException.class,
                () -> Layout.parse(layout).fans(Shape.parse(shape)));
        assertContains(e, "layout " + layout, Shape.parse(shape).toString(), remedy);
    }

    @Test
    void fansThatOverflowAreAnError() {
        var e = assertThrows(IllegalArgumentException.class,
                () -> Layout.CONV.fans(Shape.of(0, 1L << 40, 1L << 40)));
        assertContains(e, "2^63");
    }

    @ParameterizedTest
    @EnumSource
    void namesAreReadBack(Layout layout) {
        assertEquals(layout, Layout.parse(layout.toString()));
    }

    @Test
    void anUnknownLayoutListsTheKnown() {
        var e = assertThrows(IllegalArgumentException.class, () -> Layout.parse("dense"));
        assertContains(e, "unknown layout 'dense'", "linear, conv, conv1d, embedding, experts, vector");
    }

    static void assertContains(Throwable e, String... pieces) {
        for (String piece : pieces) {
            assertEquals(piece, String.valueOf(e.getMessage()).contains(piece) ? piece : e.getMessage());
        }
    }
}
