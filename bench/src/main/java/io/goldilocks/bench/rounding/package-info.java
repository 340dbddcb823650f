// SPDX-License-Identifier: Apache-2.0
/**
 * The rounding to smaller types alone, from f32 samples that are there already.
 *
 * <p><b>In:</b> the twin to measure. <b>Out:</b> 10⁹ samples per second.
 */
@NullMarked
package io.goldilocks.bench.rounding;

import org.jspecify.annotations.NullMarked;
