// SPDX-License-Identifier: Apache-2.0
/**
 * Random words: a counter-based generator, so that any word of any tensor's stream can be computed alone.
 *
 * <p><b>In:</b> a seed, a tensor name, the number of a tile. <b>Out:</b> 32-bit words in tile order. <b>May import:</b>
 * {@code simd}. It never sees element types or distributions.
 */
@NullMarked
package io.goldilocks.rng;

import org.jspecify.annotations.NullMarked;
