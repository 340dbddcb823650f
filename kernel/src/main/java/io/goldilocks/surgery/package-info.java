// SPDX-License-Identifier: Apache-2.0
/**
 * Surgery on models that exist: a larger vocabulary, another head, experts in place of an MLP; and low-rank adapters beside
 * them. What is new is initialised, the rest keeps its bits.
 *
 * <p><b>In:</b> a {@link io.goldilocks.surgery.BaseModel}, a folder in the layout of Hugging Face, and an
 * {@link io.goldilocks.surgery.Operation}. <b>Out:</b> another such folder, by way of {@link io.goldilocks.surgery.Surgeon}; or one that
 * PEFT loads, a {@link io.goldilocks.surgery.LoraAdapter}; or the same folder with new values in place, by
 * {@link io.goldilocks.surgery.Reinit}. <b>May import:</b> {@code tensor}, {@code json}, {@code rng},
 * {@code distribution}, {@code init}, {@code fill}, {@code linalg}, {@code memory}, {@code checkpoint}, {@code model},
 * {@code recipe}, {@code save} and the front door.
 */
@NullMarked
package io.goldilocks.surgery;

import org.jspecify.annotations.NullMarked;
