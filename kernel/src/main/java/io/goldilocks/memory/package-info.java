// SPDX-License-Identifier: Apache-2.0
/**
 * Fresh memory on huge pages, and new files on disk that are made whole or not at all.
 *
 * <p><b>In:</b> an arena and a size in bytes; or a target path, a size in bytes, and bytes at offsets, from many threads at
 * once. <b>Out:</b> memory of the arena; or one finished file under the target's name, or none. <b>May import:</b> nothing of
 * Goldilocks.
 */
@NullMarked
package io.goldilocks.memory;

import org.jspecify.annotations.NullMarked;
