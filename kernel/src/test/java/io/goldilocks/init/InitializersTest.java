// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitializersTest {
    /** Left: as a user may write it. Right: with every parameter, in order. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"zeros; zeros", "zeros(); zeros", "ones; ones",
        "constant(val=0.5); constant(val=0.5)",
        "constant(val=1); ones", "constant(val=-0.0); constant(val=-0.0)",
        "normal; normal(mean=0.0,std=1.0)", "normal(std=1e-5); normal(mean=0.0,std=1.0E-5)",
        "normal(std=.02,mean=+1.); normal(mean=1.0,std=0.02)", "uniform; uniform(a=0.0,b=1.0)",
        "uniform(b=2,a=-2); uniform(a=-2.0,b=2.0)", "xavier_uniform; xavier_uniform(gain=1.0)",
        "xavier_normal(gain=1.5); xavier_normal(gain=1.5)",
        "kaiming_uniform; kaiming_uniform(a=0.0,mode=fan_in,nonlinearity=leaky_relu)",
        "kaiming_normal(mode=fan_out,nonlinearity=relu); "
                + "kaiming_normal(a=0.0,mode=fan_out,nonlinearity=relu)",
        " kaiming_normal ( mode = fan_out , a = 0.1 ) ; "
                + "kaiming_normal(a=0.1,mode=fan_out,nonlinearity=leaky_relu)",
        "identity; identity", "eye; identity", "diagonal(gain=2); diagonal(gain=2.0)", "diagonal(gain=1); identity",
        "orthogonal; orthogonal(gain=1.0)", "orthogonal(gain=relu); orthogonal(gain=1.4142135623730951)",
        "delta_orthogonal(gain=.5); delta_orthogonal(gain=0.5)",
        "lecun_uniform; lecun_uniform", "lecun_normal; lecun_normal",
        "variance_scaling; lecun_normal", "variance_scaling(scale=2,mode=fan_in,distribution=uniform); he_uniform",
        "variance_scaling(mode=fan_avg,distribution=normal); glorot_untruncated_normal",
        "variance_scaling(scale=.5); variance_scaling(scale=0.5,mode=fan_in,distribution=truncated_normal)",
        "truncated_normal; truncated_normal(mean=0.0,std=1.0,bounds=2.0sigma,corrected=false)",
        "truncated_normal(std=0.02,bounds=2sigma,corrected=true); "
                + "truncated_normal(mean=0.0,std=0.02,bounds=2.0sigma,corrected=true)",
        "truncated_normal(bounds=-3sigma:5sigma); truncated_normal(mean=0.0,std=1.0,bounds=-3.0sigma:5.0sigma,corrected=false)",
        "truncated_normal(bounds=3sigma:inf); truncated_normal(mean=0.0,std=1.0,bounds=3.0sigma:inf,corrected=false)",
        "truncated_normal(a=-inf,b=1); truncated_normal(mean=0.0,std=1.0,a=-inf,b=1.0,corrected=false)",
        "trunc_normal; truncated_normal(mean=0.0,std=1.0,a=-2.0,b=2.0,corrected=false)",
        "composed( [ 0:2 , : ] = ones , rest = normal ); composed([0:2,:]=ones,rest=normal(mean=0.0,std=1.0))",
        "composed([0:2]=ones,[2:]=identity); composed([0:2]=ones,[2:]=identity)",
        "megatron_scaled(layers=3); gpt2_residual(std=0.02,layers=3)",
        "xavier_normal(gain=relu); xavier_normal(gain=1.4142135623730951)",
        "zero_row(row=3,of=normal(std=0.02)); zero_row(row=3,of=normal(mean=0.0,std=0.02))",
        "zero_row(of=zero_row(row=0,of=ones),row=1); zero_row(row=1,of=zero_row(row=0,of=ones))"})
    void whatIsWrittenIsReadBack(String written, String full) {
        Initializer initializer = Initializers.parse(written);
        assertEquals(full, initializer.toString());
        assertEquals(initializer, Initializers.parse(full));
    }

    @ParameterizedTest
    @EnumSource
    void everyNonlinearityIsReadBack(Nonlinearity nonlinearity) {
        Initializer initializer = new Kaiming(Draw.NORMAL, 0, FanMode.FAN_IN, nonlinearity);
        assertEquals(initializer, Initializers.parse(initializer.toString()));
    }

    @ParameterizedTest
    @CsvSource({"kaiming_normal_, kaiming_normal", "xavier_uniforn, xavier_uniform", "Zeros, zeros", "zero, zeros",
        "lecun-normal, lecun_normal"})
    void anUnknownNameListsTheKnownAndTheNearest(String name, String nearest) {
        assertError(name, "unknown initialiser '" + name + "'", "did you mean " + nearest + "?",
                String.join(", ", Initializers.names()));
    }

    @Test
    void anEmptyNameIsUnknown() {
        assertError("", "unknown initialiser ''");
        assertError("(std=1)", "unknown initialiser ''");
    }

    @Test
    void anUnknownParameterListsThoseThereAre() {
        assertError("normal(stddev=0.1)", "'stddev' is no parameter of normal", "mean, std");
        assertError("zeros(val=1)", "'val' is no parameter of zeros", "none");
    }

    @Test
    void aParameterGivenTwiceIsAnError() {
        assertError("normal(std=0.1,std=0.2)", "the parameter std is given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0.1.2", "1e", "nan", "Infinity", "1e999", "0x1p3", "1f", "1_000", "--1", "1,5e"})
    void aMalformedNumberIsAnError(String number) {
        assertError("normal(std=" + number + ")", "malformed");
    }

    @Test
    void aMalformedNumberIsNamed() {
        assertError("normal(std=big)", "std is 'big'", "a finite number such as 0.02");
    }

    @Test
    void aRowThatIsNoWholeNumberIsAnError() {
        assertError("zero_row(row=1.5,of=ones)", "row is '1.5'", "a whole number");
    }

    @Test
    void aMissingRequiredParameterIsAnError() {
        assertError("constant", "constant needs the parameter val");
        assertError("zero_row(row=1)", "zero_row needs the parameter of");
        assertError("zero_row(of=ones)", "zero_row needs the parameter row");
    }

    @ParameterizedTest
    @ValueSource(strings = {"normal(std=1", "normal(std=1))", "normal)std=1(", "normal(std=1)(mean=0)",
        "zero_row(row=0,of=normal(std=1)"})
    void anUnbalancedParenthesisIsAnError(String written) {
        assertError(written, "unbalanced parenthesis");
    }

    @Test
    void textAfterTheParenthesisIsAnError() {
        assertError("normal(std=1)x", "text after the closing parenthesis");
    }

    @ParameterizedTest
    @ValueSource(strings = {"normal(0.02)", "normal(std=)", "normal(=1)", "normal(std=1,)", "normal(,)"})
    void whatIsNotKeyEqualsValueIsAnError(String written) {
        assertError(written, "is not of the form key=value");
    }

    @Test
    void anUnknownModeListsTheKnown() {
        assertError("kaiming_normal(mode=fan_max)", "unknown fan mode 'fan_max'",
                "fan_in, fan_out, fan_avg, fan_geo_avg");
    }

    @Test
    void anUnknownNonlinearityListsTheKnown() {
        assertError("kaiming_normal(nonlinearity=swish)", "unknown nonlinearity 'swish'",
                "linear, conv1d, conv2d, conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d, "
                        + "sigmoid, tanh, relu, leaky_relu, selu, gelu, silu");
    }

    @Test
    void aNestedErrorNamesTheInnerOne() {
        assertError("zero_row(row=0,of=nrmal)", "unknown initialiser 'nrmal'", "normal");
    }

    @Test
    void aNegativeStdIsAnError() {
        assertError("normal(std=-1)", "std -1.0");
    }

    @Test
    void endlessTextIsAnError() {
        String nested = "zero_row(row=0,of=".repeat(100_000);
        assertError(nested, "initialiser '" + nested.substring(0, 40) + "…' is 1800000 characters long",
                "at most 65536");
        assertError("zero_row(row=0,of=".repeat(40) + "ones" + ")".repeat(40), "more than 32 deep");
    }

    @Test
    void boundsInSigmaAndAbsoluteBoundsAreNotMixed() {
        assertError("truncated_normal(bounds=2)", "multiples of sigma such as 2sigma",
                "absolute bounds are written a=");
        assertError("truncated_normal(a=-1,b=1,bounds=2sigma)", "bounds and a, b are given");
        assertError("truncated_normal(a=2sigma,b=3)", "a is '2sigma'");
        assertError("truncated_normal(a=-1)", "need both a and b");
        assertError("truncated_normal(bounds=2sigma:-2sigma)", "the lower below the upper");
        assertError("truncated_normal(bounds=:2sigma)", "multiples of sigma");
    }

    @Test
    void boxesAreKeysOfComposedAlone() {
        assertError("normal([0:2]=ones)", "'[0:2]' is no parameter of normal");
        assertError("composed(rest=ones)", "composed has no box");
        assertError("composed([0:2]=ones,[0:2]=zeros)", "given twice");
        assertError("composed([0;2]=ones)", "composed box [0;2] is malformed");
    }

    private static void assertError(String written, String... pieces) {
        LayoutTest.assertContains(
                assertThrows(IllegalArgumentException.class, () -> Initializers.parse(written)), pieces);
    }
}
