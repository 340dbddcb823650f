// SPDX-License-Identifier: Apache-2.0
/**
 * The engine as a user calls it: whole tensors into memory.
 *
 * <p><b>In:</b> a distribution, a type, a kind of memory, a size, a number of threads. <b>Out:</b> 10⁹ samples per second.
 */
@NullMarked
package io.goldilocks.bench.fill;

import org.jspecify.annotations.NullMarked;
