// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sinusoids, Mamba's dynamics, given values, gates, and rules composed of others. */
class StructuredTest {
    private static double[] values(String written, Shape shape) {
        return values(Initializers.parse(written).parts(shape, Layout.LINEAR), shape);
    }

    /** Evaluates constants and functions of the index, each part in its frame, and asserts that parts cover the tensor once. */
    private static double[] values(List<Part> parts, Shape shape) {
        double[] values = new double[(int) shape.elementCount()];
        boolean[] covered = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            for (Part part : parts) {
                if (contains(part.region(), shape, i)) {
                    assertTrue(!covered[i], "covered twice: " + i);
                    covered[i] = true;
                    values[i] = switch (part.content()) {
                        case Content.Drawn(Constant(double value)) -> value;
                        case Content.Indexed indexed -> indexed.at(inFrame(part.frame(), shape, i));
                        default -> throw new AssertionError(part);
                    };
                }
            }
            assertTrue(covered[i], "not covered: " + i);
        }
        return values;
    }

    private static long[] coordinates(Shape shape, long index) {
        long[] at = new long[shape.rank()];
        long rest = index;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            at[axis] = rest % shape.extent(axis);
            rest /= shape.extent(axis);
        }
        return at;
    }

    private static boolean contains(Slice box, Shape shape, long index) {
        long[] at = coordinates(shape, index);
        boolean inside = true;
        for (int axis = 0; axis < at.length; axis++) {
            Slice.Range range = box.ranges().get(axis);
            inside &= range.start() <= at[axis] && at[axis] < range.end();
        }
        return inside;
    }

    private static long inFrame(Slice frame, Shape shape, long index) {
        long[] at = coordinates(shape, index);
        long packed = 0;
        for (int axis = 0; axis < at.length; axis++) {
            Slice.Range range = frame.ranges().get(axis);
            packed = packed * range.length() + at[axis] - range.start();
        }
        return packed;
    }

    private static void assertValues(double[] wanted, double[] got, double tolerance) {
        assertEquals(wanted.length, got.length);
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], got[i], tolerance, "element " + i);
        }
    }

    private static double[] table(int rows, int columns, Function<int[], Double> of) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = of.apply(new int[]{i / columns, i % columns});
        }
        return values;
    }

    /** PE(p, 2i) = sin(p/10000^(2i/d)) and PE(p, 2i + 1) = cos of the same, as the paper writes it. */
    @Test
    void sinusoidsAreThoseOfThePaper() {
        assertValues(table(100, 16, at -> {
            double angle = at[0] / Math.pow(10000, at[1] / 2 * 2 / 16.0);
            return at[1] % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
        }), values("sinusoid", Shape.of(100, 16)), 1e-12);
    }

    /** Whisper: exp(−ln(10000)/(d/2 − 1)·i), all sines before all cosines. */
    @Test
    void inclusiveHalvesAreThoseOfWhisper() {
        assertValues(table(50, 12, at -> {
            double angle = at[0] * Math.exp(-Math.log(10000) / 5 * (at[1] % 6));
            return at[1] < 6 ? Math.sin(angle) : Math.cos(angle);
        }), values("sinusoid(order=halves,inclusive=true)", Shape.of(50, 12)), 1e-12);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';',
            value = {"sinusoid; 5", "sinusoid; 4x5", "sinusoid(inclusive=true); 4x2", "sinusoid; 4x0",
                "dirac; 4x4", "dirac(groups=3); 4x4x3", "given(values=1:2); 3", "mamba_a_log; ''",
                "sparse(sparsity=0.5); 2x2x2",
                "forget_gate; 6", "identity; 2x2x2", "orthogonal; 5", "orthogonal; 2x3x4", "orthogonal; ''",
                "delta_orthogonal; 4x4"})
    void aShapeThatDoesNotFitIsAnError(String written, String shape) {
        LayoutTest.assertContains(assertThrows(IllegalArgumentException.class,
                () -> Initializers.parse(written).parts(Shape.parse(shape), Layout.LINEAR)),
                Shape.parse(shape).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"sinusoid(base=1)", "dirac(groups=0)", "sparse(sparsity=1.1)",
        "sparse(sparsity=0.5,std=-1)", "mamba2_a_log(low=0)", "mamba2_a_log(low=3,high=2)", "mamba_dt_bias(dt_min=0)",
        "mamba_dt_bias(dt_floor=1)", "forget_gate(gate=4)", "siren(w0=0)", "megatron_scaled(layers=0)",
        "depth_scaled(layer=-1)", "small_init(dim=0)", "wang_init(layers=0,dim=4)", "mitchell(layer=-1)",
        "mitchell(cutoff=0)", "t_fixup(weights=encoder,layers=0)", "deepnorm(stack=encoder,layers=0)",
        "variance_scaling(scale=0)", "xavier_normal(gain=-1)", "gpt2_residual(std=-1,layers=2)",
        "orthogonal(gain=-1)", "delta_orthogonal(gain=-0.5)"})
    void aParameterOutOfRangeIsAnError(String written) {
        LayoutTest.assertContains(assertThrows(IllegalArgumentException.class, () -> Initializers.parse(written)),
                "malformed: expected");
    }

    @Test
    void statesAreCountedInLogarithms() {
        assertValues(table(3, 16, at -> Math.log(1 + at[1])), values("mamba_a_log", Shape.of(3, 16)), 1e-15);
        assertValues(table(1, 24, at -> Math.log(1 + at[1])), values("mamba_a_log", Shape.of(24)), 1e-15);
    }

    /** softplus(bias) is a step between 0.001 and 0.1, evenly spread in its logarithm. */
    @Test
    void softplusOfTheStepBiasIsTheStep() {
        Content.Mapped content = (Content.Mapped) Initializers.parse("mamba_dt_bias")
                .parts(Shape.of(8), Layout.VECTOR).getFirst().content();
        Uniform base = (Uniform) content.base();
        assertEquals(Math.log(0.001), base.low(), 1e-15);
        assertEquals(Math.log(0.1), base.high(), 1e-15);
        for (double u = 0; u <= 1; u += 1.0 / 64) {
            double sample = base.low() + u * (base.high() - base.low());
            double softplus = Math.log1p(Math.exp(content.map(sample)));
            assertEquals(Math.exp(sample), softplus, 1e-14);
            assertTrue(Math.abs(content.map(sample)) <= content.greatest());
        }
    }

    @Test
    void smallStepsAreRaisedToTheFloor() {
        Content.Mapped content = (Content.Mapped) Initializers.parse("mamba_dt_bias(dt_floor=0.01)")
                .parts(Shape.of(8), Layout.VECTOR).getFirst().content();
        assertEquals(0.01, Math.log1p(Math.exp(content.map(Math.log(0.002)))), 1e-15);
        assertEquals(0.02, Math.log1p(Math.exp(content.map(Math.log(0.02)))), 1e-15);
    }

    @Test
    void decaysAreLogarithmsOfUniforms() {
        Content.Mapped content = (Content.Mapped) Initializers.parse("mamba2_a_log")
                .parts(Shape.of(8), Layout.VECTOR).getFirst().content();
        assertEquals(new Uniform(1, 16), content.base());
        assertEquals(Math.log(7), content.map(7), 1e-15);
        assertEquals(Math.log(16), content.greatest(), 1e-15);
    }

    @Test
    void givenValuesStandAsGiven() {
        assertValues(new double[]{1, -0.5, 2e-3, 4, 5, 6}, values("given(values=1:-.5:2e-3:4:5:6)", Shape.of(2, 3)), 0);
    }

    @Test
    void theForgetGateIsTheSecondOfFour() {
        assertValues(new double[]{0, 0, 1, 1, 0, 0, 0, 0}, values("forget_gate", Shape.of(8)), 0);
        assertValues(new double[]{5, 5, 3, 3, 3, 3}, values("forget_gate(val=5,gate=0,gates=3,of=constant(val=3))",
                Shape.of(6)), 0);
    }

    /** Rows, columns and blocks, each a tensor of its own, within a rest that runs through under them. */
    @Test
    void composedBoxesAreFilledByTheirRules() {
        String written = "composed([0:2,:]=constant(val=7),[2:5,0:3]=identity,[:,5:6]=diagonal(gain=3),rest=identity)";
        var e = assertThrows(IllegalArgumentException.class, () -> values(written, Shape.of(6, 6)));
        LayoutTest.assertContains(e, "composed boxes [0:2,0:6] and [0:6,5:6] overlap");
        assertValues(table(6, 6, at -> at[0] < 2
                ? 7.0
                : at[0] < 5 && at[1] < 3
                        ? at[0] - 2 == at[1] ? 1.0 : 0.0
                        : at[1] == 5 ? at[0] == 2 ? 3.0 : 0.0 : at[0] == at[1] ? 1.0 : 0.0),
                values(written.replace("[:,5:6]", "[2:6,5:6]"), Shape.of(6, 6)), 0);
    }

    @Test
    void composedBoxesMayCoverAll() {
        assertValues(table(4, 2, at -> at[0] < 3 ? 1.0 : 0.0), values("composed([:3,:]=ones,[3:,:]=zeros)",
                Shape.of(4, 2)), 0);
        var e = assertThrows(IllegalArgumentException.class, () -> values("composed([:3,:]=ones)", Shape.of(4, 2)));
        LayoutTest.assertContains(e, "cover 6 of the 8 elements", "add rest=RULE");
        LayoutTest.assertContains(assertThrows(IllegalArgumentException.class,
                () -> values("composed([:5,:]=ones,rest=zeros)", Shape.of(4, 2))), "shape [4, 2] ends at 4");
    }

    /** A box has the fans of its own shape; what is left those of the whole tensor. */
    @Test
    void composedRulesCountTheirOwnFans() {
        Initializer composed = Initializers.parse("composed([0:4,0:2]=kaiming_normal,rest=kaiming_normal)");
        assertEquals(List.of(new Fans(2, 4), new Fans(6, 8)), composed.fans(Shape.of(8, 6), Layout.LINEAR));
    }

    /** Composed in composed, and with a zero row on top: frames are cut and shifted together. */
    @Test
    void compositionsNest() {
        String inner = "composed([1:3,1:3]=diagonal(gain=2),rest=ones)";
        String written = "zero_row(row=2,of=composed([0:4,1:5]=" + inner + ",rest=constant(val=9)))";
        assertValues(table(5, 6, at -> at[0] == 2
                ? 0.0
                : at[0] > 3 || at[1] < 1 || at[1] > 4
                        ? 9.0
                        : at[0] >= 1 && at[0] < 3 && at[1] >= 2 && at[1] < 4
                                ? at[0] - 1 == at[1] - 2 ? 2.0 : 0.0
                                : 1.0),
                values(written, Shape.of(5, 6)), 0);
    }

    /** Each expert, and each layer of what is fused, is an identity of its own. */
    @Test
    void everyMatrixIsAnIdentity() {
        Shape stack = Shape.of(3, 4, 2);
        double[] values = values(new Identity(1).parts(stack, Layout.EXPERTS), stack);
        for (int i = 0; i < values.length; i++) {
            assertEquals(i % 8 / 2 == i % 2 ? 1 : 0, values[i]);
        }
        Shape fused = Shape.of(5, 3);
        assertValues(table(5, 3, at -> at[0] % 3 == at[1] ? 1.0 : 0.0),
                values(new Identity(1).parts(fused, Layout.parse("fused(q=3,k=2)")), fused), 0);
    }
}
