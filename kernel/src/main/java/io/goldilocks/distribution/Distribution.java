// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/** What the elements of a tensor, or of a part of it, are drawn from. */
public sealed interface Distribution permits Constant, Uniform, Normal, TruncatedNormal {}
