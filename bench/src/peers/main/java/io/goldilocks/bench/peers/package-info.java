// SPDX-License-Identifier: Apache-2.0
/**
 * Other libraries that initialise weights, with native code of their own, doing the same job. Built with {@code -Ppeers} alone.
 *
 * <p><b>In:</b> a distribution, a type, a size, a number of threads. <b>Out:</b> 10⁹ samples per second. <b>May import:</b> of
 * the kernel the element types alone.
 */
@NullMarked
package io.goldilocks.bench.peers;

import org.jspecify.annotations.NullMarked;
