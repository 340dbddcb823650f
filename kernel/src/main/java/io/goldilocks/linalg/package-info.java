// SPDX-License-Identifier: Apache-2.0
/**
 * Matrices, on all threads and with the same bits on any number of them.
 *
 * <p><b>In:</b> rows of independent Gaussians, in f32 or f64; rows of any kind. <b>Out:</b> the same rows, orthonormal; the
 * normal distribution that they come from. <b>May import:</b>
 * {@code simd}.
 */
@NullMarked
package io.goldilocks.linalg;

import org.jspecify.annotations.NullMarked;
