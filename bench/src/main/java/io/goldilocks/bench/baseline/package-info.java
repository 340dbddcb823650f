// SPDX-License-Identifier: Apache-2.0
/**
 * What the kernel is compared with: the speed of memory, its own algorithms in C, and other generators doing the same job.
 *
 * <p><b>In:</b> a size, a generator. <b>Out:</b> 10⁹ bytes or samples per second. <b>May import:</b> of the kernel the
 * element types; the yardstick also what makes the samples that it is checked against.
 */
@NullMarked
package io.goldilocks.bench.baseline;

import org.jspecify.annotations.NullMarked;
