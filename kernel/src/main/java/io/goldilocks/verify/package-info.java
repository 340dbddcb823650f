// SPDX-License-Identifier: Apache-2.0
/**
 * What became of a tensor's bytes: made again and compared bit for bit, or examined, alone or under a recipe; statistics.
 *
 * <p><b>In:</b> an open checkpoint, and what its provenance or a recipe says. <b>Out:</b> figures, findings. <b>May import:</b>
 * every stage, and the front door for what it writes beside the weights; not {@code cli}.
 */
@NullMarked
package io.goldilocks.verify;

import org.jspecify.annotations.NullMarked;
