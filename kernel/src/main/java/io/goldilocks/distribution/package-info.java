// SPDX-License-Identifier: Apache-2.0
/**
 * Words to samples: what is drawn, and the arithmetic that draws it, as scalar specification and vector twin.
 *
 * <p><b>In:</b> 32-bit words in tile order, or the stream itself where words and samples are one kernel, and a
 * {@link io.goldilocks.distribution.Distribution}. <b>Out:</b> floats or doubles in tile order. <b>May import:</b> {@code rng},
 * {@code simd}.
 */
@NullMarked
package io.goldilocks.distribution;

import org.jspecify.annotations.NullMarked;
