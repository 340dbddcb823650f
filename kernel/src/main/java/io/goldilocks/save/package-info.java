// SPDX-License-Identifier: Apache-2.0
/**
 * Whole checkpoints on their way to disk: spread over files by size, written beside each other, put in place together.
 *
 * <p>All is prepared in the hidden folder {@code .goldilocks} of the target folder, which one process at a time holds by a lock
 * that ends with it. A file of weights grows under a temporary name; when its bytes are on the disk it gets its own, by which
 * {@code --resume} knows that it is finished. {@code job.json} names the files and holds a hash of all that decides their bytes,
 * so that nothing is resumed that was begun otherwise. When every file is whole and on the disk, {@code job.json} becomes
 * {@code commit.json}: this rename is the commit. Before it, the old checkpoint is untouched; after it, the new one is certain.
 *
 * <p>What remains is to rename: the old index, config and other small files go first, then surplus old weights, the new
 * weights come, the new small files follow, and the index last. So there is never a mix that a library would load. All that
 * takes milliseconds, every step may be done twice, and a process killed within leaves {@code commit.json}, by which the next
 * one that is asked to resume or to overwrite finishes. The hidden folder goes at the end.
 *
 * <p>Why not less? A folder prepared beside the target and renamed in one step would be simpler, but would lose the files that
 * others keep in the target; and to replace files one by one without {@code commit.json} leaves a mix after a kill.
 *
 * <p><b>In:</b> tensors with the sources of their bytes, small texts, a folder. <b>Out:</b> a checkpoint in the folder, or what
 * was there. <b>May import:</b> {@code tensor}, {@code json}, {@code rng}, {@code init}, {@code fill}, {@code memory},
 * {@code checkpoint}.
 */
@NullMarked
package io.goldilocks.save;

import org.jspecify.annotations.NullMarked;
