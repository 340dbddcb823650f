// SPDX-License-Identifier: Apache-2.0
/**
 * Runs that leave a record, and what is read from it.
 *
 * <p><b>In:</b> benchmarks, or the JSON that JMH wrote. <b>Out:</b> that JSON, beside it a file that says where and how it was
 * measured, and comparisons of two of them. <b>May import:</b> of the kernel the width of its vectors and the names of its engines.
 */
@NullMarked
package io.goldilocks.bench.results;

import org.jspecify.annotations.NullMarked;
