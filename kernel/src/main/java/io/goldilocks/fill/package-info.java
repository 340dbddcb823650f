// SPDX-License-Identifier: Apache-2.0
/**
 * The engine: joins words, samples and rounding, and brings them to where they belong on all threads.
 *
 * <p><b>In:</b> tasks: a tensor, its parts, a seed, a destination. <b>Out:</b> filled memory, or finished bytes handed to a
 * {@link io.goldilocks.fill.Sink}. <b>May import:</b> {@code tensor}, {@code rng}, {@code distribution}, {@code rounding},
 * {@code init}, {@code linalg}, {@code simd}.
 */
@NullMarked
package io.goldilocks.fill;

import org.jspecify.annotations.NullMarked;
