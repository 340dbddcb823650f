// SPDX-License-Identifier: Apache-2.0
/**
 * The words alone.
 *
 * <p><b>In:</b> the twin to measure. <b>Out:</b> 10⁹ words per second.
 */
@NullMarked
package io.goldilocks.bench.rng;

import org.jspecify.annotations.NullMarked;
