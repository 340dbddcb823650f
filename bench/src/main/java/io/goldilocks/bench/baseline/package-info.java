// SPDX-License-Identifier: Apache-2.0
/**
 * What the kernel is compared with: the speed of memory, and other generators doing the same job.
 *
 * <p><b>In:</b> a size, a generator. <b>Out:</b> 10⁹ bytes or samples per second, on one thread. <b>May import:</b> nothing of
 * the kernel.
 */
@NullMarked
package io.goldilocks.bench.baseline;

import org.jspecify.annotations.NullMarked;
