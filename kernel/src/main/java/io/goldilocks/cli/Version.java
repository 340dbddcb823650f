// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** Reads the version that the build writes into a resource. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            if (in == null) {
                throw new IOException("the jar lacks version.txt: build it again");
            }
            return new String[]{"goldilocks " + new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip()};
        }
    }
}
