// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

/**
 * How many inputs feed one output of a layer, and how many outputs one input feeds.
 *
 * @param in fan_in, at least 0
 * @param out fan_out, at least 0
 */
public record Fans(long in, long out) {}
