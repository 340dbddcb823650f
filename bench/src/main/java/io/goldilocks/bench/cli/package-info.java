// SPDX-License-Identifier: Apache-2.0
/**
 * The command as a user starts it: a process of its own.
 *
 * <p><b>In:</b> the image, a config, a folder. <b>Out:</b> milliseconds from the start to the exit.
 */
@NullMarked
package io.goldilocks.bench.cli;

import org.jspecify.annotations.NullMarked;
