// SPDX-License-Identifier: Apache-2.0
/**
 * Checkpoint files: the headers of new safetensors and npy files, the index of many, and a strict reader of safetensors.
 *
 * <p><b>In:</b> names, shapes and dtypes, or files from a stranger. <b>Out:</b> a file in which each tensor has its place,
 * or memory that shows each tensor. <b>May import:</b> {@code tensor}, {@code json}, {@code memory}.
 */
@NullMarked
package io.goldilocks.checkpoint;

import org.jspecify.annotations.NullMarked;
