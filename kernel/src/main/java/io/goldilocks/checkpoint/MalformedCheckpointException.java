// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.json.JsonException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A checkpoint file does not follow its format. The message names the file, the tensor, what was expected and what found. */
public final class MalformedCheckpointException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedCheckpointException(Path file, String message, @Nullable Throwable cause) {
        super(file + ": " + message, cause);
    }

    /** Takes over a message that names the file. */
    MalformedCheckpointException(JsonException cause) {
        super(cause.getMessage(), cause);
    }
}
