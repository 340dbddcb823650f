// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against tables that other libraries made: the scripts stand beside them. */
class ClosedFormTest {
    private static final Path TABLES = Path.of("src/test/resources/io/goldilocks/init");

    static Stream<String> closedForms() throws IOException {
        return Files.readAllLines(TABLES.resolve("torch-closed-forms.csv")).stream().skip(1);
    }

    static Stream<String> diracs() throws IOException {
        return Files.readAllLines(TABLES.resolve("torch-dirac.csv")).stream().skip(1);
    }

    /** To within two units of the last place: torch orders some factors otherwise. */
    @ParameterizedTest
    @MethodSource("closedForms")
    void parametersAreTheirs(String row) {
        String[] cells = row.split(";", -1);
        Distribution ours = drawn(cells[0], cells[1], cells[2]);
        double first = Double.parseDouble(cells[4]);
        double second = Double.parseDouble(cells[5]);
        switch (cells[3]) {
            case "normal" -> {
                assertEquals(first, ((Normal) ours).mean());
                assertEquals(second, ((Normal) ours).std(), 2 * Math.ulp(second));
            }
            case "uniform" -> {
                assertEquals(first, ((Uniform) ours).low(), 2 * Math.ulp(first));
                assertEquals(second, ((Uniform) ours).high(), 2 * Math.ulp(second));
            }
            default -> {
                // The correction is integrated here, and a constant of 17 digits there.
                TruncatedNormal truncated = (TruncatedNormal) ours;
                assertEquals(first, truncated.mean());
                assertEquals(second, truncated.std(), 1e-13 * second);
                assertEquals(-2 * truncated.std(), truncated.low());
                assertEquals(2 * truncated.std(), truncated.high());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("diracs")
    void diracHasItsOnesWhereTorchHasThem(String row) {
        String[] cells = row.split(";", -1);
        Set<Long> ones = new HashSet<>(Stream.of(cells[2].split(" ", -1)).map(Long::valueOf).toList());
        Shape shape = Shape.parse(cells[0]);
        List<Part> parts = Initializers.parse("dirac(groups=" + cells[1] + ")").parts(shape, Layout.CONV);
        Content.Indexed content = (Content.Indexed) parts.getFirst().content();
        assertEquals(Slice.whole(shape), parts.getFirst().region());
        for (long i = 0; i < shape.elementCount(); i++) {
            assertEquals(ones.contains(i) ? 1 : 0, content.at(i), row + " at " + i);
        }
    }

    /** The formulas of the papers and systems, evaluated apart, to 12 digits. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"gpt2_residual(layers=12); linear; 8x8; 0.00408248290463863",
        "megatron_scaled(std=0.01,layers=24,branches=1); linear; 8x8; 0.00204124145231932",
        "depth_scaled(std=0.02,layer=0); linear; 8x8; 0.0141421356237310",
        "depth_scaled(std=0.02,layer=31); linear; 8x8; 0.0025",
        "small_init(dim=768); linear; 8x8; 0.0228217732293819",
        "wang_init(layers=24,dim=1024); linear; 8x8; 0.00260416666666667",
        "mitchell(cutoff=inf); embedding; 50304x4096; 0.015625", "mitchell(cutoff=inf); linear; 22016x4096; 0.015625",
        "mitchell(layer=31,cutoff=inf); linear; 4096x11008; 0.00119139508072347",
        "t_fixup(weights=embedding,layers=6); embedding; 32000x512; 0.0163029643757634",
        "deepnorm(stack=encoder,layers=18); linear; 96x104; 0.0288675134594813",
        "deepnorm(stack=decoder,layers=18); linear; 96x104; 0.0288675134594813",
        "deepnorm(stack=encoder,layers=18,other_layers=6); linear; 96x104; 0.0377630160523043",
        "deepnorm(stack=decoder,layers=6,other_layers=18); linear; 96x104; 0.0343294523984520"})
    void normalsHaveTheStdOfTheirPaper(String written, String layout, String shape, double std) {
        Normal normal = (Normal) drawn(written, layout, shape);
        assertEquals(0, normal.mean());
        assertEquals(std, normal.std(), 1e-12 * std);
    }

    /** 0.67·6^−¼ and (9·6)^−¼ times Xavier's bound √(6/(96 + 104)). */
    @ParameterizedTest
    @CsvSource({"encoder, 0.0741476886199216", "decoder, 0.0638943104246"})
    void tFixupNarrowsXavier(String weights, double bound) {
        Uniform uniform = (Uniform) drawn("t_fixup(weights=" + weights + ",layers=6)", "linear", "96x104");
        assertEquals(bound, uniform.high(), 1e-12);
        assertEquals(-uniform.high(), uniform.low());
    }

    @ParameterizedTest
    @CsvSource({"encoder, 18, 0, 2.44948974278318", "decoder, 18, 0, 2.44948974278318", "encoder, 18, 6, 1.86611153893",
        "decoder, 6, 18, 2.05976714390712"})
    void deepNormHasItsResidualFactor(String stack, long layers, long others, double alpha) {
        DeepNorm rule = (DeepNorm) Initializers.parse("deepnorm(stack=" + stack + ",layers=" + layers
                + ",other_layers=" + others + ")");
        assertEquals(alpha, rule.alpha(), 1e-11);
    }

    /** OLMo cuts at ±3σ of the σ that it states, without correcting it. */
    @Test
    void cutoffsAreInSigma() {
        for (String written : List.of("mitchell", "megatron_scaled(std=0.5,layers=32,cutoff=3)",
                "depth_scaled(std=0.0883883476483184,layer=0,cutoff=3)")) {
            TruncatedNormal cut = (TruncatedNormal) drawn(written, "linear", "8x256");
            assertEquals(0.0625, cut.std(), 1e-15, written);
            assertEquals(-3 * cut.std(), cut.low());
            assertEquals(3 * cut.std(), cut.high());
        }
    }

    /** gain² · E[f(x)²] = 1 under N(0, 1), by the trapezoidal rule, which is exact to rounding for such integrands. */
    @Test
    void gainsWithoutTorchKeepTheSecondMoment() {
        double gelu = 0;
        double silu = 0;
        double step = 1.0 / 64;
        for (double x = -12; x <= 12; x += step) {
            double weight = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * step;
            double phi = org.apache.commons.statistics.distribution.NormalDistribution.of(0, 1)
                    .cumulativeProbability(x);
            gelu += weight * Math.pow(x * phi, 2);
            silu += weight * Math.pow(x / (1 + Math.exp(-x)), 2);
        }
        assertEquals(1, Math.pow(Nonlinearity.GELU.gain(0), 2) * gelu, 1e-13);
        assertEquals(1, Math.pow(Nonlinearity.SILU.gain(0), 2) * silu, 1e-13);
    }

    /** Corrected, the values have the std: checked by integrating the density, whatever the spelling of the bounds. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"truncated_normal(std=0.3,bounds=2sigma,corrected=true)",
        "truncated_normal(mean=1,std=0.3,bounds=0.5sigma,corrected=true)",
        "truncated_normal(std=0.3,bounds=-3sigma:5sigma,corrected=true)",
        "truncated_normal(std=0.3,bounds=1sigma:inf,corrected=true)",
        "truncated_normal(std=0.3,a=-0.6,b=0.6,corrected=true)",
        "truncated_normal(mean=0.1,std=0.3,a=-0.5,b=2,corrected=true)"})
    void correctedStdIsThatOfTheValues(String written) {
        TruncatedNormal cut = (TruncatedNormal) drawn(written, "linear", "2x2");
        double low = Math.max(cut.low(), cut.mean() - 12 * cut.std());
        double high = Math.min(cut.high(), cut.mean() + 12 * cut.std());
        double[] moments = new double[3];
        int steps = 200_000;
        for (int i = 0; i < steps; i++) {
            double x = low + (high - low) * (i + 0.5) / steps;
            double weight = Math.exp(-Math.pow((x - cut.mean()) / cut.std(), 2) / 2);
            for (int k = 0; k < 3; k++) {
                moments[k] += weight * Math.pow(x, k);
            }
        }
        double mean = moments[1] / moments[0];
        assertEquals(0.3, Math.sqrt(moments[2] / moments[0] - mean * mean), 1e-9);
    }

    @Test
    void stdsThatNoTruncationHasAreErrors() {
        for (String written : List.of("truncated_normal(std=0.58,a=-1,b=1,corrected=true)",
                "truncated_normal(mean=3,std=0.1,a=-1,b=1,corrected=true)", "truncated_normal(std=0)")) {
            var e = org.junit.jupiter.api.Assertions.assertThrows(IllegalArgumentException.class,
                    () -> Initializers.parse(written));
            assertTrue(String.valueOf(e.getMessage()).contains("runcated"), e.getMessage());
        }
    }

    /** torch's default cuts at ±2, which at std 0.02 is ±100σ; JAX's default of ±2σ cuts. */
    @Test
    void boundsThatCutNothingOffAreTold() {
        assertTrue(Initializers.parse("trunc_normal(std=0.02)").describe(Shape.of(2, 2), Layout.LINEAR)
                .endsWith(", whose bounds cut nothing off"));
        assertTrue(!Initializers.parse("truncated_normal(std=0.02)").describe(Shape.of(2, 2), Layout.LINEAR)
                .contains("nothing"));
    }

    private static Distribution drawn(String written, String layout, String shape) {
        List<Part> parts = Initializers.parse(written).parts(Shape.parse(shape), Layout.parse(layout));
        assertEquals(1, parts.size());
        return ((Content.Drawn) parts.getFirst().content()).distribution();
    }
}
