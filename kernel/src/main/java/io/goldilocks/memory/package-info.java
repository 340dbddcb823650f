// SPDX-License-Identifier: Apache-2.0
/**
 * New files on disk that are made whole or not at all.
 *
 * <p><b>In:</b> a target path, a size in bytes, and bytes at offsets, from many threads at once. <b>Out:</b> one finished
 * file under the target's name, or none. <b>May import:</b> nothing of Goldilocks.
 */
@NullMarked
package io.goldilocks.memory;

import org.jspecify.annotations.NullMarked;
