// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Initializer;

/**
 * What decided a tensor's initial values.
 *
 * @param name what a reader knows the rule by, for example {@code residual}
 * @param initializer the initialiser
 */
public record Rule(String name, Initializer initializer) {}
