// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.init.Content;
import java.util.List;

/**
 * New rows, each the mean of old ones, summed in the order in which they are named; the mean of one is that row, to the bit.
 *
 * @param old the old rows
 * @param sources of each new row the numbers of the old ones
 */
record RowMeans(Rows old, List<List<Long>> sources) implements Content.Indexed {
    @Override
    public double at(long index) {
        List<Long> rows = sources.get((int) (index / old.width()));
        long column = index % old.width();
        double sum = 0;
        for (long row : rows) {
            sum += old.at(row * old.width() + column);
        }
        return sum / rows.size();
    }

    /** A mean is no greater than what it is made of. */
    @Override
    public double greatest() {
        return Float.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "means of old rows";
    }
}
