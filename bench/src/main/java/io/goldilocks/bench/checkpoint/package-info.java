// SPDX-License-Identifier: Apache-2.0
/**
 * Whole files on disk.
 *
 * <p><b>In:</b> a folder, a size, a number of threads. <b>Out:</b> milliseconds from nothing to a finished file.
 */
@NullMarked
package io.goldilocks.bench.checkpoint;

import org.jspecify.annotations.NullMarked;
