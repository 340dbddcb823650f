// SPDX-License-Identifier: Apache-2.0
/**
 * The front door of the library: what most callers need, in two classes.
 *
 * <p><b>In:</b> a tensor or a plan, an initialiser, a seed. <b>Out:</b> filled memory, or files on disk. <b>May import:</b>
 * every stage but {@code cli}.
 */
@NullMarked
package io.goldilocks;

import org.jspecify.annotations.NullMarked;
