// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code goldilocks}.
 *
 * <p><b>In:</b> arguments. <b>Out:</b> text or one JSON document on standard output, one sentence on standard error if
 * it fails, and an exit code. <b>May import:</b> everything; nothing imports it.
 *
 * <p>JSON is written in ASCII on one line; numbers that JSON lacks are the strings {@code "NaN"}, {@code "Infinity"}
 * and {@code "-Infinity"}.
 */
@NullMarked
package io.goldilocks.cli;

import org.jspecify.annotations.NullMarked;
