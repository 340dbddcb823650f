// SPDX-License-Identifier: Apache-2.0
/**
 * The page that shows a result: tables and plots, all of them from the JSON.
 *
 * <p><b>In:</b> a result file and what was written beside it. <b>Out:</b> {@code README.md} and its plots in the same folder.
 * <b>May import:</b> {@code results}, and of the kernel the element types.
 */
@NullMarked
package io.goldilocks.bench.report;

import org.jspecify.annotations.NullMarked;
