// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.tensor.Slice;

/**
 * A box of a tensor and what its elements are drawn from.
 *
 * @param region the box, in indices of the whole tensor
 * @param distribution what each element of the box is drawn from
 */
public record Part(Slice region, Distribution distribution) {}
