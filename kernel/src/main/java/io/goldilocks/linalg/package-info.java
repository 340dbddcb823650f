// SPDX-License-Identifier: Apache-2.0
/**
 * Orthogonal matrices out of Gaussian ones, on all threads and with the same bits on any number of them.
 *
 * <p><b>In:</b> rows of independent Gaussians, in f32 or f64. <b>Out:</b> the same rows, orthonormal. <b>May import:</b>
 * {@code simd}.
 */
@NullMarked
package io.goldilocks.linalg;

import org.jspecify.annotations.NullMarked;
