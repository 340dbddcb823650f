// SPDX-License-Identifier: Apache-2.0
/**
 * Fresh memory: what it costs to be touched for the first time.
 *
 * <p><b>In:</b> a size, a kind of memory, a number of threads. <b>Out:</b> milliseconds from nothing to filled.
 */
@NullMarked
package io.goldilocks.bench.memory;

import org.jspecify.annotations.NullMarked;
