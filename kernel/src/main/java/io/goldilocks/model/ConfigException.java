// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/** A config.json that is malformed, or that describes no model. The message names the file and the place or field. */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    // Text of the file may stand in the message: control characters must not reach a terminal.
    ConfigException(String message) {
        super(message.replaceAll("\\p{Cntrl}", "?"));
    }
}
