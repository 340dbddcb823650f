// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.init.Content;

/**
 * Rows that stay as they are.
 *
 * @param old the rows
 */
record OldRows(Rows old) implements Content.Indexed {
    @Override
    public double at(long index) {
        return old.at(index);
    }

    @Override
    public double greatest() {
        return Float.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "old rows";
    }
}
