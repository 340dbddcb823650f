// SPDX-License-Identifier: Apache-2.0
/**
 * Models: from a {@code config.json} to the plan of its checkpoint, with every tensor under its Hugging Face name.
 *
 * <p><b>In:</b> a {@link io.goldilocks.model.ModelConfig}, from a file of a stranger or built in. <b>Out:</b> a
 * {@link io.goldilocks.model.ModelPlan}. <b>May import:</b> {@code tensor}, {@code json}, {@code init}.
 *
 * <p>A family is one file that reads the fields it needs and lists its tensors in state-dict order; {@code Families} lists
 * the files. The names, shapes and rules are those of transformers 5.18.
 */
@NullMarked
package io.goldilocks.model;

import org.jspecify.annotations.NullMarked;
