// SPDX-License-Identifier: Apache-2.0
/**
 * Orthogonal matrices out of Gaussian ones, the parts of a matrix that a low rank can hold, and the normal distribution that rows
 * come from: on all threads and with the same bits on any number of them.
 *
 * <p><b>In:</b> rows of independent Gaussians, in f32 or f64; a {@link io.goldilocks.linalg.Matrix}; rows of any kind.
 * <b>Out:</b> the same rows, orthonormal; its greatest singular values or the beginning of its QR decomposition, and what they
 * leave; their mean, and samples of the normal distribution with their mean and covariance. <b>May import:</b> {@code simd}.
 */
@NullMarked
package io.goldilocks.linalg;

import org.jspecify.annotations.NullMarked;
