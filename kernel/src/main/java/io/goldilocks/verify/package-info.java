// SPDX-License-Identifier: Apache-2.0
/**
 * What became of a tensor's bytes: statistics.
 *
 * <p><b>In:</b> a segment and its element type. <b>Out:</b> figures. <b>May import:</b> every stage, but neither
 * {@code cli} nor the front door.
 */
@NullMarked
package io.goldilocks.verify;

import org.jspecify.annotations.NullMarked;
