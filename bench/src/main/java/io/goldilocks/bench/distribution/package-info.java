// SPDX-License-Identifier: Apache-2.0
/**
 * The transforms alone, from words that are there already.
 *
 * <p><b>In:</b> the twin to measure. <b>Out:</b> 10⁹ samples per second.
 */
@NullMarked
package io.goldilocks.bench.distribution;

import org.jspecify.annotations.NullMarked;
