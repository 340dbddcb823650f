// SPDX-License-Identifier: Apache-2.0
/**
 * The width of the vectors, chosen in one place, and the kind of memory that they are stored to.
 *
 * <p><b>In:</b> what the CPU and the JVM's flags offer. <b>Out:</b> the species that every kernel uses, and how it
 * knows plain memory. <b>May import:</b> nothing of Goldilocks.
 */
@NullMarked
package io.goldilocks.simd;

import org.jspecify.annotations.NullMarked;
