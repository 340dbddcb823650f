// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A folder holds a checkpoint that is not finished, which was not asked for, or now is so. */
public final class UnfinishedCheckpointException extends FileSystemException {
    private static final long serialVersionUID = 1;

    UnfinishedCheckpointException(Path folder, String reason, @Nullable Throwable cause) {
        super(folder.toString(), null, reason);
        initCause(cause);
    }
}
