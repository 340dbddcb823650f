// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.json;

/**
 * A document that is malformed, or that does not say what it is meant to say. The message names the document and the place
 * or field.
 */
public final class JsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_LENGTH = 1000;

    /**
     * Makes an exception.
     *
     * @param message what is wrong, where, and what was expected; cut after 1000 characters and cleared of control characters,
     *     because text of the document may stand in it
     */
    public JsonException(String message) {
        super((message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + "…")
                .replaceAll("\\p{Cntrl}", "?"));
    }
}
