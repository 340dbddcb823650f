// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version that the build writes into a resource. */
public final class Version {
    private Version() {}

    /**
     * Reads the version.
     *
     * @return for example {@code 0.1.0}
     */
    public static String current() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks version.txt: build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
