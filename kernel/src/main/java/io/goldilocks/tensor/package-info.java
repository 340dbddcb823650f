// SPDX-License-Identifier: Apache-2.0
/**
 * The nouns that every stage shares: element types, shapes, slices, and the description of one tensor.
 *
 * <p><b>In:</b> numbers and names. <b>Out:</b> validated, immutable values. <b>May import:</b> nothing of Goldilocks.
 */
@NullMarked
package io.goldilocks.tensor;

import org.jspecify.annotations.NullMarked;
