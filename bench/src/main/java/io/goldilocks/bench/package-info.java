// SPDX-License-Identifier: Apache-2.0
/**
 * What all benchmarks share: how a fork runs, what memory it fills, what it counts.
 *
 * <p>The units are the same everywhere: a rate in operations per nanosecond is a rate in 10⁹ per second. Where a benchmark
 * fills a buffer whose size is a parameter, the primary score counts fills, and the secondary score {@code samples} or
 * {@code bytes} is the one to read; elsewhere the primary score counts samples or words.
 *
 * <p><b>In:</b> parameters of JMH. <b>Out:</b> scores. <b>May import:</b> all of the kernel; the packages below, which mirror
 * those of the kernel, import this one and none of each other.
 */
@NullMarked
package io.goldilocks.bench;

import org.jspecify.annotations.NullMarked;
