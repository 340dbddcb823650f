// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncatedMomentsTest {
    /** Integrals by mpmath 1.3.0 at 40 digits. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            -2, 2, 0.954499736103641586, 0, 0.87962566103423975
            -0.1, 0.1, 0.0796556745540579673, 0, 0.0576965424154671729
            3, 5, 0.00134961138005821533, 3.28269437994229845, 0.264192289952687548
            -5, -3, 0.00134961138005821533, -3.28269437994229845, 0.264192289952687548
            8, 9, 6.21983198586583028e-16, 8.12118899297979712, 0.118947647235025675
            -1, 3, 0.839994848036912854, 0.282786110727154008, 0.784946963404426004
            -8, 8, 0.999999999999998756, 0, 0.999999999999959582
            -100, 100, 1, 0, 1
            0, 0.001, 0.000398942213911062593, 0.000499999958333334733, 0.000288675129783558858
            30, 31, 4.90671392714791753e-198, 30.0332596674336222, 0.0332230569309219692
            37, 38, 5.72557122252457653e-300, 37.02698768612699, 0.0269680940905630745
            """)
    void momentsAreThoseOfLongArithmetic(double low, double high, double mass, double mean, double std) {
        TruncatedMoments moments = TruncatedMoments.of(low, high);
        assertEquals(1, moments.mass() / mass, 1e-13);
        assertEquals(mean, moments.mean(), 1e-13 * Math.max(1, Math.abs(mean)));
        assertEquals(1, moments.std() / std, 1e-13);
    }

    /** A second oracle, whose closed form keeps fewer digits. */
    @ParameterizedTest
    @CsvSource({"-2, 2", "-3, 3", "-0.5, 4", "1, 2", "2, 6", "-6, 1"})
    void momentsAreThoseOfCommonsStatistics(double low, double high) {
        TruncatedNormalDistribution oracle = TruncatedNormalDistribution.of(0, 1, low, high);
        TruncatedMoments moments = TruncatedMoments.of(low, high);
        assertEquals(oracle.getMean(), moments.mean(), 1e-12);
        assertEquals(Math.sqrt(oracle.getVariance()), moments.std(), 1e-12);
    }

    @Test
    void oneBoundGivesTheMillsRatio() {
        TruncatedMoments half = TruncatedMoments.of(0, Double.POSITIVE_INFINITY);
        assertEquals(Math.sqrt(Math.PI / 2), half.area(), 1e-15);
        assertEquals(0.5, half.mass(), 1e-15);
        assertEquals(Math.sqrt(2 / Math.PI), half.mean(), 1e-14);
        assertEquals(0, TruncatedMoments.of(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY).mass());
        assertEquals(1, TruncatedMoments.of(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY).std(), 1e-14);
    }

    @Test
    void noWidthIsNoSpread() {
        TruncatedMoments point = TruncatedMoments.of(1, 1);
        assertEquals(0, point.std());
        assertEquals(1, point.mean());
        assertTrue(TruncatedMoments.of(1, Math.nextUp(1.0)).std() <= Math.ulp(1.0));
    }
}
