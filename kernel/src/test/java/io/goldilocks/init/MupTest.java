// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the factors that the {@code mup} package puts on each of torch's rules, which it does not compute as we do. */
class MupTest {
    private static final double OUT = 1024;
    private static final double IN = 768;
    private static final double BASE_OUT = 128;
    private static final double BASE_IN = 256;

    private static Distribution drawn(String rule, String base, String shape, Layout layout) {
        return ((Content.Drawn) Initializers.parse("mup(base=" + base + ",of=" + rule + ")")
                .parts(Shape.parse(shape), layout).getFirst().content()).distribution();
    }

    private static double std(String rule, String base, String shape) {
        return ((Normal) drawn(rule, base, shape, Layout.LINEAR)).std();
    }

    /** Two infinite axes: std·width_mult^−½ for what states a std. */
    @Test
    void statedStdsAreNarrowedInHiddenLayers() {
        double factor = 1 / Math.sqrt(IN / BASE_IN);
        assertEquals(0.02 * factor, std("normal(std=0.02)", "128x256", "1024x768"), 1e-16);
        assertEquals(new Uniform(-factor, factor), drawn("uniform(a=-1,b=1)", "128x256", "1024x768", Layout.LINEAR));
        TruncatedNormal cut = (TruncatedNormal) drawn("trunc_normal(std=0.5)", "128x256", "1024x768", Layout.LINEAR);
        assertEquals(new TruncatedNormal(0, 0.5 * factor, -2 * factor, 2 * factor), cut);
    }

    /** xavier: ·√((out + in)/(base_out + base_in)), and then /√width_mult(fan_in) with two infinite axes. */
    @Test
    void xavierIsThatOfThePackage() {
        double torch = Math.sqrt(2 / (IN + OUT));
        assertEquals(torch * Math.sqrt((OUT + IN) / (BASE_OUT + BASE_IN)) / Math.sqrt(IN / BASE_IN),
                std("xavier_normal", "128x256", "1024x768"), 1e-16);
        assertEquals(Math.sqrt(2 / (10 + IN)) * Math.sqrt((10 + IN) / (10 + BASE_IN)),
                std("xavier_normal", "10x256", "10x768"), 1e-16);
    }

    /** kaiming: nothing for fan_in, ·√(wm_out/wm_in) for fan_out, ·√width_mult of an infinite fan alone. */
    @Test
    void kaimingIsThatOfThePackage() {
        assertEquals(Math.sqrt(2 / IN), std("kaiming_normal", "128x256", "1024x768"), 1e-16);
        assertEquals(Math.sqrt(2 / OUT) * Math.sqrt(OUT / BASE_OUT / (IN / BASE_IN)),
                std("kaiming_normal(mode=fan_out)", "128x256", "1024x768"), 1e-16);
        assertEquals(Math.sqrt(2 / IN) * Math.sqrt(IN / BASE_IN), std("kaiming_normal", "10x256", "10x768"), 1e-16);
        assertEquals(Math.sqrt(2.0 / 10), std("kaiming_normal(mode=fan_out)", "10x256", "10x768"), 1e-16);
    }

    @Test
    void embeddingsReadoutsAndVectorsKeepAStatedStd() {
        assertEquals(new Normal(0, 0.02), drawn("normal(std=0.02)", "50257x256", "50257x768", Layout.EMBEDDING));
        assertEquals(new Normal(0, 0.02), drawn("normal(std=0.02)", "50257x256", "50257x768", Layout.LINEAR));
        assertEquals(new Normal(0, 0.02), drawn("normal(std=0.02)", "256", "768", Layout.VECTOR));
        assertEquals(new Normal(0, 0.02), drawn("normal(std=0.02)", "256x256", "256x256", Layout.LINEAR));
    }

    /** GPT-2's stored order: fan_in is the first axis, and width_mult that of fan_in. */
    @Test
    void theLayoutSaysWhichAxisIsFanIn() {
        double std = ((Normal) drawn("normal(std=1)", "256x128", "768x1024", Layout.CONV1D)).std();
        assertEquals(1 / Math.sqrt(IN / BASE_IN), std, 1e-15);
    }

    /** infinite, width, std, Adam's rate and decay, SGD's rate and decay, output. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"1024x768; 128x256; linear; 2; 3; 0.577350269189626; 0.333333333333333; 3;"
            + "2.66666666666667; 0.375; 1",
        "50257x768; 50257x256; embedding; 1; 3; 1; 1; 1; 3; 0.333333333333333; 1",
        "50257x768; 50257x256; linear; 1; 3; 1; 1; 1; 3; 0.333333333333333; 0.333333333333333",
        "768x10; 256x10; linear; 1; 3; 1; 1; 1; 3; 0.333333333333333; 1",
        "768; 256; vector; 1; 3; 1; 1; 1; 3; 0.333333333333333; 1",
        "10x20; 10x20; linear; 0; 1; 1; 1; 1; 1; 1; 1", "20; 20; vector; 0; 1; 1; 1; 1; 1; 1; 1",
        "64x128x3x3; 16x32x3x3; conv; 2; 4; 0.5; 0.25; 4; 1; 1; 1",
        "8x64x128; 8x16x32; experts; 2; 4; 0.5; 0.25; 4; 1; 1; 1",
        "96x128; 24x32; fused(q=64,k=16,v=16); 2; 4; 0.5; 0.25; 4; 1; 1; 1"})
    void scalingIsThatOfThePackage(String shape, String base, String layout, int infinite, double width, double std,
            double adam, double adamDecay, double sgd, double sgdDecay, double output) {
        MupScaling got = MupScaling.of(Shape.parse(shape), Shape.parse(base), Layout.parse(layout));
        assertEquals(infinite, got.infinite());
        List<Double> wanted = List.of(width, std, adam, adamDecay, sgd, sgdDecay, output);
        List<Double> figures = List.of(got.width(), got.std(), got.adamLearningRate(), got.adamWeightDecay(),
                got.sgdLearningRate(), got.sgdWeightDecay(), got.output());
        for (int i = 0; i < wanted.size(); i++) {
            assertEquals(wanted.get(i), figures.get(i), 1e-13, "figure " + i + " of " + got);
        }
    }

    @Test
    void fusedLayersAreScaledEach() {
        List<Part> parts = Initializers.parse("mup(base=24x32,of=xavier_normal)").parts(Shape.of(96, 128),
                Layout.parse("fused(q=64,k=16,v=16)"));
        assertEquals(3, parts.size());
        Normal key = (Normal) ((Content.Drawn) parts.get(1).content()).distribution();
        assertEquals(Math.sqrt(2.0 / (32 + 4)) / 2, key.std(), 1e-16);
    }

    @Test
    void whatDoesNotFitIsAnError() {
        LayoutTest.assertContains(assertThrows(IllegalArgumentException.class,
                () -> drawn("normal", "256", "768x768", Layout.LINEAR)),
                "mup base [256] does not fit shape [768, 768]");
        LayoutTest.assertContains(assertThrows(IllegalArgumentException.class,
                () -> drawn("identity", "256x256", "768x768", Layout.LINEAR)), "cannot narrow identity");
    }
}
