// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import java.io.Serial;

/** A parameter's value is not of its form; whoever has the whole text tells it too. */
final class MalformedValueException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    MalformedValueException(String message) {
        super(message);
    }
}
