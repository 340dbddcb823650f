// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializerTest {
    /** Each std is gain/√fan (Kaiming, LeCun) or gain·√(2/(fan_in + fan_out)) (Xavier), to 15 digits. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"kaiming_normal(nonlinearity=relu); linear; 256x128; 0.125",
        "kaiming_normal(mode=fan_out,nonlinearity=relu); linear; 256x128; 0.0883883476483184",
        "kaiming_normal; linear; 256x128; 0.125",
        "kaiming_normal(a=2.0); linear; 256x128; 0.0559016994374947",
        "kaiming_normal(a=2.0,nonlinearity=relu); linear; 256x128; 0.125",
        "kaiming_normal(nonlinearity=linear); linear; 256x100; 0.1",
        "kaiming_normal(nonlinearity=conv_transpose3d); linear; 256x100; 0.1",
        "kaiming_normal(nonlinearity=sigmoid); linear; 256x100; 0.1",
        "kaiming_normal(nonlinearity=tanh); linear; 256x100; 0.166666666666667",
        "kaiming_normal(nonlinearity=selu); linear; 256x100; 0.075",
        "kaiming_normal(nonlinearity=relu); conv; 64x2x5x5; 0.2",
        "kaiming_normal(nonlinearity=relu); conv1d; 128x256; 0.125",
        "kaiming_normal(nonlinearity=relu); experts; 512x256x128; 0.125",
        "kaiming_normal(nonlinearity=relu); embedding; 1000x128; 0.125",
        "xavier_normal; linear; 96x104; 0.1", "xavier_normal(gain=2.5); linear; 96x104; 0.25",
        "xavier_normal; conv1d; 104x96; 0.1", "lecun_untruncated_normal; linear; 300x100; 0.1",
        "lecun_untruncated_normal; conv1d; 100x300; 0.1", "glorot_untruncated_normal; linear; 96x104; 0.1",
        "he_untruncated_normal; linear; 3x200; 0.1",
        "kaiming_normal(nonlinearity=gelu); linear; 3x100; 0.153353044119554",
        "kaiming_normal(nonlinearity=silu); linear; 3x100; 0.167653247033109",
        "kaiming_normal(mode=fan_avg,nonlinearity=linear); linear; 96x104; 0.1",
        "variance_scaling(scale=0.5,mode=fan_geo_avg,distribution=normal); linear; 25x100; 0.1",
        "variance_scaling(scale=4,mode=fan_out,distribution=normal); linear; 400x7; 0.1",
        "xavier_normal(gain=tanh); linear; 96x104; 0.166666666666667",
        "xavier_normal(gain=leaky_relu(2)); linear; 96x104; 0.0632455532033676",
        "xavier_normal(gain=leaky_relu); linear; 96x104; 0.141414285699784"})
    void normalsHaveTheStdOfTheFormula(String written, String layout, String shape, double std) {
        Normal normal = (Normal) resolve(written, layout, shape);
        assertEquals(0, normal.mean());
        assertEquals(std, normal.std(), 1e-14);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"kaiming_uniform(nonlinearity=relu); linear; 256x24; 0.5",
        "kaiming_uniform(nonlinearity=relu,mode=fan_out); linear; 24x256; 0.5",
        "xavier_uniform; linear; 300x300; 0.1", "xavier_uniform(gain=3.0); linear; 300x300; 0.3",
        "xavier_uniform; experts; 8x300x300; 0.1", "glorot_uniform; linear; 300x300; 0.1",
        "he_uniform; linear; 3x600; 0.1", "lecun_uniform; linear; 3x300; 0.1",
        "siren; linear; 8x600; 0.00333333333333333",
        "siren(w0=2); linear; 8x600; 0.05", "siren(first=true); linear; 8x10; 0.1"})
    void uniformsHaveTheBoundOfTheFormula(String written, String layout, String shape, double bound) {
        assertBound(bound, resolve(written, layout, shape));
    }

    /** The weights of torch's own Linear: kaiming_uniform(a=√5), which is ±1/√fan_in. */
    @Test
    void kaimingWithRootFiveIsTorchsLinear() {
        String written = "kaiming_uniform(a=" + Math.sqrt(5) + ")";
        assertBound(0.1, resolve(written, "linear", "7x100"));
    }

    /** The bound is √(3/n); one that takes 3/√n gets 0.3 here, and values √3 times too wide. */
    @Test
    void lecunUniformHasVarianceOneOverFanIn() {
        assertBound(0.173205080756888, resolve("lecun_uniform", "linear", "50x100"));
    }

    /** Equal fans make 1/√n; one that takes 6 for the 2 of the formula is √3 too wide, 12 for the 6 √2. */
    @Test
    void xavierHasVarianceTwoOverBothFans() {
        assertEquals(new Normal(0, 0.0625), resolve("xavier_normal", "linear", "256x256"));
        assertBound(Math.sqrt(6.0 / 512), resolve("xavier_uniform", "linear", "256x256"));
    }

    /** One that folds the number of experts, or the output, into fan_in gets a std 16 or 45 times too small. */
    @Test
    void expertsAreScaledByTheirOwnFanIn() {
        Normal expert = (Normal) resolve("lecun_untruncated_normal", "experts",
                "256x2048x7168");
        assertEquals(1 / Math.sqrt(7168), expert.std(), 1e-17);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"zeros; 0", "ones; 1", "constant(val=-2.5); -2.5"})
    void constantsAreConstant(String written, double value) {
        assertEquals(new Constant(value), resolve(written, "vector", "5"));
    }

    @Test
    void normalAndUniformKeepTheirParameters() {
        assertEquals(new Normal(1.5, 0.02), resolve("normal(mean=1.5,std=0.02)", "vector", "5"));
        assertEquals(new Uniform(-0.25, 0.75), resolve("uniform(a=-0.25,b=0.75)", "vector", "5"));
    }

    @Test
    void aScalarHasOnePart() {
        assertEquals(List.of(new Part(Slice.of(), new Constant(1))),
                Initializers.ones().parts(Shape.of(), Layout.VECTOR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x5", "5x0", "0x0"})
    void anEmptyTensorHasAnEmptyPart(String shape) {
        for (String name : List.of("kaiming_normal", "xavier_uniform", "lecun_normal", "normal", "zeros")) {
            List<Part> parts = Initializers.parse(name).parts(Shape.parse(shape), Layout.LINEAR);
            assertEquals(List.of(Slice.whole(Shape.parse(shape))), parts.stream().map(Part::region).toList());
        }
    }

    @Test
    void describeGivesTheDistributionAndTheFans() {
        assertEquals("normal(mean=0.0,std=0.125), fan_in=128, fan_out=256",
                Initializers.parse("kaiming_normal(nonlinearity=relu)").describe(Shape.of(256, 128), Layout.LINEAR));
        assertEquals("normal(mean=0.0,std=0.02)",
                Initializers.normal(0, 0.02).describe(Shape.of(256, 128), Layout.LINEAR));
        assertEquals("ones at 1:4,0:2; zeros at 0:1,0:2",
                new ZeroRow(0, Initializers.ones()).describe(Shape.of(4, 2), Layout.EMBEDDING));
    }

    @Test
    void fansAreGivenWhereTheyMatter() {
        assertEquals(List.of(new Fans(128, 256)),
                new ZeroRow(0, Initializers.parse("lecun_normal")).fans(Shape.of(256, 128), Layout.LINEAR));
        assertEquals(List.of(), Initializers.zeros().fans(Shape.of(256), Layout.VECTOR));
    }

    @Test
    void aFanScaledVectorIsAnError() {
        var e = assertThrows(IllegalArgumentException.class, () -> resolve("lecun_normal", "vector", "5"));
        LayoutTest.assertContains(e, "layout vector has no fans for shape [5]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void aGainThatIsNotFiniteAndPositiveIsAnError(double gain) {
        var e = assertThrows(IllegalArgumentException.class, () -> new Xavier(Draw.NORMAL, gain));
        LayoutTest.assertContains(e, "xavier_normal gain " + gain);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
    void aSlopeThatIsNotFiniteIsAnError(double a) {
        var e = assertThrows(IllegalArgumentException.class,
                () -> new Kaiming(Draw.UNIFORM, a, FanMode.FAN_IN, Nonlinearity.RELU));
        LayoutTest.assertContains(e, "kaiming_uniform a " + a);
    }

    @Test
    void aConstantThatIsNotFiniteIsAnError() {
        var e = assertThrows(IllegalArgumentException.class, () -> Initializers.constant(Double.NaN));
        LayoutTest.assertContains(e, "constant val NaN");
    }

    /** One that counts the shard's fans gives another spread on every shard; LoRA's A is [rank, in], its shard [rank, in/2]. */
    @Test
    void layoutsOfAdaptersHaveTheFansOfTheirFactor() {
        assertBound(1 / Math.sqrt(4096), resolve("kaiming_uniform(a=2.23606797749979)", "lora_a", "16x4096"));
    }

    /** Truncated, the std is corrected, so that it is not 12 per cent too small, and bounds are ±2σ, not ±2. */
    @Test
    void truncatedNormalsOfJaxAreCutAtTwoSigmaAndCorrected() {
        for (String name : List.of("lecun_normal", "glorot_normal", "variance_scaling",
                "kaiming_truncated_normal(nonlinearity=linear)", "xavier_truncated_normal")) {
            TruncatedNormal cut = (TruncatedNormal) resolve(name, "linear", "100x100");
            assertEquals(0.1 / .8796256610342398, cut.std(), 1e-14, name);
            assertEquals(2 * cut.std(), cut.high());
            assertEquals(-2 * cut.std(), cut.low());
        }
    }

    /** Channels are counted once, whatever the number of kernel axes. */
    @Test
    void inputChannelsAreCountedOnce() {
        assertEquals(1 / Math.sqrt(3 * 5 * 7), ((Normal) resolve("lecun_untruncated_normal", "conv", "64x3x5x7")).std(),
                1e-16);
    }

    private static Distribution resolve(String written, String layout, String shape) {
        List<Part> parts = Initializers.parse(written).parts(Shape.parse(shape), Layout.parse(layout));
        assertEquals(List.of(Slice.whole(Shape.parse(shape))), parts.stream().map(Part::region).toList());
        return ((Content.Drawn) parts.get(0).content()).distribution();
    }

    private static void assertBound(double bound, Distribution distribution) {
        Uniform uniform = (Uniform) distribution;
        assertEquals(bound, uniform.high(), 1e-14);
        assertEquals(-uniform.high(), uniform.low());
    }
}
