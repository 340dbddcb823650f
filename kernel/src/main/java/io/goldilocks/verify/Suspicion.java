// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import java.util.function.Supplier;

/**
 * One statistic of a checkpoint and how far it is from what the recipe says.
 *
 * @param score the distance in standard deviations of the statistic
 * @param skewness the skewness of the statistic, which makes great scores likelier on its side
 * @param finding what it would mean, if the distance is no chance
 */
record Suspicion(double score, double skewness, Supplier<Finding> finding) {
    /**
     * Tells whether the distance is no chance.
     *
     * @param limit the greatest score by chance of a statistic without skewness; the others' is corrected to first order after
     *     Cornish and Fisher
     */
    boolean isConfirmed(double limit) {
        double corrected = limit + skewness / 6 * (limit * limit - 1);
        return !(-limit <= score && score <= corrected);
    }
}
