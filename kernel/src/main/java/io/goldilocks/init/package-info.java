// SPDX-License-Identifier: Apache-2.0
/**
 * Initialisers: from a shape and its stated layout to what the elements of each part of the tensor are.
 *
 * <p><b>In:</b> an {@link io.goldilocks.init.Initializer}, a shape and a {@link io.goldilocks.init.Layout}. <b>Out:</b>
 * {@link io.goldilocks.init.Part}s: disjoint boxes that cover the tensor, each with a
 * {@link io.goldilocks.init.Content}: a distribution whose parameters are resolved, or a structure. <b>May import:</b>
 * {@code tensor}, {@code distribution}, {@code linalg}.
 */
@NullMarked
package io.goldilocks.init;

import org.jspecify.annotations.NullMarked;
