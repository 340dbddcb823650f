// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * What the kernels need of a {@link TruncatedNormal}, calculated once for a fill. A word, as a signed number s, is a rank: the
 * lowest gives the lower end of the range, the highest the upper. Negative words count their distance t from the lowest word,
 * the others from the highest, so that the probability which lies beyond a sample is exact in relative terms at both ends.
 *
 * <p>That probability is taken relative to its greatest, {@code v = p/P}, where P is ½ for a range on both sides of the mean,
 * and all that lies beyond the nearer bound for a range on one side. So no range is too far out for f32.
 *
 * @param normal the distribution
 * @param scale the standard deviation; negative if the range lies below the mean, which is made as its mirror image
 * @param lowBase v at the lowest word
 * @param lowStep what v gains with t from there
 * @param highBase v at the highest word
 * @param highStep what v gains with t from there
 * @param centre 2p − 1 in the middle of the words
 * @param step what 2p − 1 gains from word to word
 * @param twiceP 2P
 * @param minusLogTwiceP −ln 2P
 * @param range what the quantile is calculated by
 */
public record Truncation(TruncatedNormal normal, double scale, double lowBase, double lowStep, double highBase,
        double highStep, double centre, double step, double twiceP, double minusLogTwiceP, QuantileRange range) {
    private static final double WORD = 0x1p-32;

    /**
     * Calculates the parameters: exponentials, square roots and a logarithm of {@link StrictMath}, the same everywhere.
     *
     * @param normal the distribution
     * @return its parameters
     */
    public static Truncation of(TruncatedNormal normal) {
        double alpha = (normal.low() - normal.mean()) / normal.std();
        double beta = (normal.high() - normal.mean()) / normal.std();
        if (beta <= 0) {
            return of(normal, -normal.std(), -beta, -alpha);
        }
        return of(normal, normal.std(), alpha, beta);
    }

    private static Truncation of(TruncatedNormal normal, double scale, double alpha, double beta) {
        QuantileRange quantile = QuantileRange.of(alpha, beta);
        TruncatedMoments range = TruncatedMoments.of(alpha, beta);
        TruncatedMoments above = TruncatedMoments.of(beta, Double.POSITIVE_INFINITY);
        double mass = range.mass();
        if (alpha < 0) {
            double below = TruncatedMoments.of(-alpha, Double.POSITIVE_INFINITY).mass();
            double step = 2 * WORD * mass;
            return new Truncation(normal, scale, 2 * below, step,
                    2 * above.mass(), step, below - above.mass(), step, 1, 0, quantile);
        }
        TruncatedMoments beyond = TruncatedMoments.of(alpha, Double.POSITIVE_INFINITY);
        double step = WORD * range.area() / beyond.area();
        double rest = beta > alpha + TruncatedNormal.MAX_DISTANCE
                ? 0
                : above.area() / beyond.area() * StrictMath.exp(-(beta - alpha) * ((beta + alpha) / 2));
        double twice = 2 * beyond.mass();
        return new Truncation(normal, scale, 1, -step, rest, step,
                1 - beyond.mass() - above.mass(), 2 * WORD * mass, twice, -StrictMath.log(twice), quantile);
    }
}
