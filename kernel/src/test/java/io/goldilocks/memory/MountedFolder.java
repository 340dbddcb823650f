// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file system of its own, mounted for one test; the test is skipped where mounting is not permitted. */
public record MountedFolder(Path path) implements AutoCloseable {
    public static MountedFolder mount(Path folder, String type, String options) throws IOException {
        Files.createDirectory(folder);
        String outcome = run("mount", "-t", type, "-o", options, "none", folder.toString());
        if (!outcome.isEmpty()) {
            System.out.println("skipped, because " + type + " cannot be mounted here: " + outcome);
        }
        assumeTrue(outcome.isEmpty(), outcome);
        return new MountedFolder(folder);
    }

    public void remountReadOnly() throws IOException {
        require(run("mount", "-o", "remount,ro", path.toString()));
    }

    @Override
    public void close() throws IOException {
        require(run("umount", path.toString()));
    }

    private static void require(String outcome) throws IOException {
        if (!outcome.isEmpty()) {
            throw new IOException(outcome);
        }
    }

    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int status = process.onExit().join().exitValue();
            return status == 0 ? "" : "exit status " + status + " " + output;
        } catch (IOException e) {
            return e.toString();
        }
    }
}
