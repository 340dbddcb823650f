// SPDX-License-Identifier: Apache-2.0
/**
 * From f32 to the element types that are smaller.
 *
 * <p><b>In:</b> f32 samples. <b>Out:</b> elements of bf16, f16 or an 8-bit float in memory. <b>May import:</b> {@code simd}.
 */
@NullMarked
package io.goldilocks.rounding;

import org.jspecify.annotations.NullMarked;
