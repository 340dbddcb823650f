// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
    @ParameterizedTest
    @CsvSource({"linear, 256x128, 128, 256", "conv1d, 128x256, 128, 256", "embedding, 50257x768, 768, 50257",
        "experts, 8x256x128, 128, 256", "conv, 64x3x7, 21, 448", "conv, 64x3x7x7, 147, 3136",
        "conv, 64x3x2x7x7, 294, 6272", "conv, 6x1x3x3, 9, 54", "linear, 0x5, 5, 0",
        "conv(groups=6), 6x1x3x3, 9, 9", "conv(groups=4), 64x8x5, 40, 80", "conv_transpose, 3x64x7x7, 147, 3136",
        "conv_transpose(groups=4), 32x16x5, 40, 80", "experts(of=conv1d), 8x128x256, 128, 256",
        "experts(of=embedding), 8x128x256, 256, 128", "lora_a, 16x4096, 4096, 16", "lora_b, 11008x16, 16, 11008",
        "lora_embedding_a, 16x32000, 16, 32000"})
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
    @CsvSource(delimiter = ';', value = {"linear; 4x3x2; layouts of that rank are conv, conv_transpose, experts",
        "conv; 4x3; layouts of that rank are linear, conv1d, embedding, lora_a, lora_b, lora_embedding_a",
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
    @CsvSource(delimiter = ';', value = {"linear; linear", "conv1d; conv1d", "embedding; embedding", "vector; vector",
        "lora_a; lora_a", "lora_b; lora_b", "lora_embedding_a; lora_embedding_a", "conv; conv", "conv(groups=1); conv",
        " conv ( groups = 8 ) ; conv(groups=8)", "conv_transpose(groups=2); conv_transpose(groups=2)",
        "experts; experts", "experts(of=linear); experts", "experts(of=conv1d); experts(of=conv1d)",
        "fused(q=4,k=1,v=1); fused(q=4,k=1,v=1)", "fused(of=conv1d,gate=8,up=8); fused(gate=8,up=8,of=conv1d)",
        "experts(of=fused(gate=8,up=8)); experts(of=fused(gate=8,up=8))"})
    void whatIsWrittenIsReadBack(String written, String full) {
        assertEquals(full, Layout.parse(written).toString());
        assertEquals(Layout.parse(written), Layout.parse(full));
    }

    @Test
    void constantsAreTheLayoutsOfTheirNames() {
        assertEquals(
                List.of(Layout.LINEAR, Layout.CONV1D, Layout.EMBEDDING, Layout.CONV, Layout.EXPERTS, Layout.VECTOR),
                Stream.of("linear", "conv1d", "embedding", "conv", "experts", "vector").map(Layout::parse).toList());
    }

    /** Queries, keys and values read the same inputs, and each has outputs of its own; their order is part of the layout. */
    @Test
    void fusedLayersHaveFansOfTheirOwn() {
        assertEquals(List.of(new Layout.Block(Slice.of(0, 4096, 0, 512), new Fans(512, 4096)),
                new Layout.Block(Slice.of(4096, 5120, 0, 512), new Fans(512, 1024)),
                new Layout.Block(Slice.of(5120, 6144, 0, 512), new Fans(512, 1024))),
                Layout.parse("fused(q=4096,k=1024,v=1024)").blocks(Shape.of(6144, 512)));
        assertEquals(List.of(new Layout.Block(Slice.of(0, 512, 0, 300), new Fans(512, 300)),
                new Layout.Block(Slice.of(0, 512, 300, 400), new Fans(512, 100))),
                Layout.parse("fused(gate=300,up=100,of=conv1d)").blocks(Shape.of(512, 400)));
        assertNotEquals(Layout.parse("fused(q=4,k=1)"), Layout.parse("fused(k=1,q=4)"));
        assertEquals(new Fans(512, 6144), Layout.parse("fused(q=4096,k=1024,v=1024)").fans(Shape.of(6144, 512)));
    }

    @Test
    void expertsMayBeFused() {
        Layout layout = Layout.parse("experts(of=fused(gate=6,up=4,of=conv1d))");
        assertEquals(List.of(new Layout.Block(Slice.of(0, 3, 0, 5, 0, 6), new Fans(5, 6)),
                new Layout.Block(Slice.of(0, 3, 0, 5, 6, 10), new Fans(5, 4))), layout.blocks(Shape.of(3, 5, 10)));
        List<Slice> matrices = layout.matrices(Shape.of(3, 5, 10));
        assertEquals(6, matrices.size());
        assertEquals(Slice.of(1, 2, 0, 5, 6, 10), matrices.get(3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"fused(q=4,k=1,v=1); 7x5; its layers have 6 outputs, axis 0 has 7",
        "fused(q=4,k=1,of=conv1d); 5x4; its layers have 5 outputs, axis 1 has 4",
        "conv(groups=4); 6x2x3; a first axis that 4 groups divide",
        "experts(of=fused(q=4,k=1)); 2x6x5; its layers have 5 outputs"})
    void aShapeThatDoesNotFitIsAnError(String layout, String shape, String why) {
        assertContains(assertThrows(IllegalArgumentException.class,
                () -> Layout.parse(layout).fans(Shape.parse(shape))), why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"fused; its layers, as in fused(q=4096", "fused(q=0); layer q=0",
        "fused(q=x); q is 'x'", "fused(q=4,of=conv); unknown layout of a matrix 'conv'", "conv(groups=0); groups 0",
        "conv(group=2); 'group' is no parameter of conv", "linear(groups=2); which takes none",
        "experts(of=conv); expected the layout of a matrix", "experts(of=experts); expected the layout of a matrix",
        "fused(q=9223372036854775807,k=1); more than 2^63"})
    void whatIsNoLayoutIsAnError(String written, String why) {
        assertContains(assertThrows(IllegalArgumentException.class, () -> Layout.parse(written)), why);
    }

    @Test
    void matricesWithoutNumberAreAnError() {
        assertContains(assertThrows(IllegalArgumentException.class,
                () -> Layout.EXPERTS.matrices(Shape.of(1L << 40, 2, 2))), "more than 65536 matrices");
        assertEquals(1, Layout.EXPERTS.blocks(Shape.of(1L << 40, 2, 2)).size());
    }

    @Test
    void anUnknownLayoutListsTheKnown() {
        var e = assertThrows(IllegalArgumentException.class, () -> Layout.parse("dense"));
        assertContains(e, "unknown layout 'dense'",
                "linear, conv1d, embedding, lora_a, lora_b, lora_embedding_a, conv, "
                        + "conv_transpose, experts, vector, fused(…)");
    }

    static void assertContains(Throwable e, String... pieces) {
        for (String piece : pieces) {
            assertEquals(piece, String.valueOf(e.getMessage()).contains(piece) ? piece : e.getMessage());
        }
    }
}
