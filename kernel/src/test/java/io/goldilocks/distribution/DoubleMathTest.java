// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The errors of the f64 polynomials, against power series in decimal arithmetic of 40 digits, at inputs spread evenly and
 * towards the ends of the ranges. The inputs are 2⁶² and more, so the bounds are stated from samples, with a margin.
 */
class DoubleMathTest {
    /** Stated errors in ulp; STREAM.md repeats them. */
    private static final double NEG_LOG_ULP = 2.0;
    private static final double SIN_ULP = 2.0;
    private static final double COS_ULP = 1.0;

    private static final MathContext DIGITS = new MathContext(40);
    private static final BigDecimal LN2 = lnSeries(new BigDecimal(2));
    private static final BigDecimal QUARTER_PI = new BigDecimal("0.78539816339744830961566084581987572104929234984378");

    @Test
    void negLog() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 30_000; i++) {
            double spread = random.nextDouble();
            double u = switch (i % 4) {
                case 0 -> spread;
                case 1 -> 1 - spread * 0x1p-20;
                case 2 -> Math.sqrt(0.5) * (1 + (spread - 0.5) * 0x1p-30);
                default -> Math.scalb(spread + 1, -1 - random.nextInt(62));
            };
            check(u, DoubleMath::negLog, DoubleMathTest::negLn, NEG_LOG_ULP);
        }
        assertEquals(0.0, DoubleMath.negLog(1));
    }

    @Test
    void sinAndCos() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 30_000; i++) {
            double t = random.nextDouble(-1, 1) * (i % 2 == 0 ? 1 : 0x1p-10);
            check(t, x -> x * DoubleMath.sinOverT(x * x), x -> taylor(x.multiply(QUARTER_PI), 1), SIN_ULP);
            check(t, x -> DoubleMath.cos(x * x), x -> taylor(x.multiply(QUARTER_PI), 0), COS_ULP);
        }
        assertEquals(1.0, DoubleMath.cos(0));
    }

    private static void check(double x, DoubleUnaryOperator tested, UnaryOperator<BigDecimal> oracle, double stated) {
        double got = tested.applyAsDouble(x);
        BigDecimal wanted = oracle.apply(new BigDecimal(x));
        double error = new BigDecimal(got).subtract(wanted).abs().doubleValue() / Math.ulp(wanted.doubleValue());
        assertTrue(error <= stated, () -> "error at " + x + " is " + error + " ulp, stated is " + stated);
    }

    private static BigDecimal negLn(BigDecimal u) {
        int exponent = Math.getExponent(u.doubleValue());
        BigDecimal mantissa = u.divide(new BigDecimal(2).pow(exponent, DIGITS), DIGITS);
        return lnSeries(mantissa).add(LN2.multiply(new BigDecimal(exponent))).negate(DIGITS);
    }

    /** ln x = 2 artanh((x − 1) / (x + 1)), for x in [1, 2]. */
    private static BigDecimal lnSeries(BigDecimal x) {
        BigDecimal s = x.subtract(BigDecimal.ONE).divide(x.add(BigDecimal.ONE), DIGITS);
        BigDecimal square = s.multiply(s, DIGITS);
        BigDecimal power = s;
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 1; k < 90; k += 2) {
            sum = sum.add(power.divide(new BigDecimal(k), DIGITS), DIGITS);
            power = power.multiply(square, DIGITS);
        }
        return sum.multiply(new BigDecimal(2));
    }

    /** The series of sine (from power 1) or cosine (from power 0). */
    private static BigDecimal taylor(BigDecimal x, int from) {
        BigDecimal term = from == 0 ? BigDecimal.ONE : x;
        BigDecimal sum = term;
        for (int k = from + 1; k < 36; k += 2) {
            term = term.multiply(x, DIGITS).multiply(x, DIGITS).divide(new BigDecimal(-k * (k + 1L)), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }
}
