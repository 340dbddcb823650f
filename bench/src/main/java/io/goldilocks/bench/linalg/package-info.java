// SPDX-License-Identifier: Apache-2.0
/**
 * Orthogonal matrices: what is bound by arithmetic rather than memory.
 *
 * <p><b>In:</b> a shape, a type, a number of threads. <b>Out:</b> matrices per second.
 */
@NullMarked
package io.goldilocks.bench.linalg;

import org.jspecify.annotations.NullMarked;
