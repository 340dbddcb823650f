// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.distribution;

/**
 * Every element the same.
 *
 * @param value the value, rounded once to the element type; any double
 */
public record Constant(double value) implements Distribution {}
