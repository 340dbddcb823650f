// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/** A config.json that is malformed, or that describes no model. The message names the file and the place or field. */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_LENGTH = 1000;

    // Text of the file may stand in the message: it may be megabytes, and its control characters must not reach a terminal.
    ConfigException(String message) {
        super((message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + "…")
                .replaceAll("\\p{Cntrl}", "?"));
    }
}
