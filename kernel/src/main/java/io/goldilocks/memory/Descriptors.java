// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Finds the number by which system calls know an open file. */
final class Descriptors {
    private Descriptors() {}

    /**
     * Returns a descriptor of a file. Java does not tell the number behind a channel; Linux lists those of the process as links.
     *
     * @param file a file that this process holds open
     * @return one of its descriptors, or empty where the system has no such list
     */
    static OptionalInt of(Path file) throws IOException {
        Path list = Path.of("/proc/self/fd");
        if (!Files.isDirectory(list)) {
            return OptionalInt.empty();
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(list)) {
            for (Path link : links) {
                if (leadsTo(file, link)) {
                    return OptionalInt.of(Integer.parseInt(String.valueOf(link.getFileName())));
                }
            }
        }
        return OptionalInt.empty();
    }

    private static boolean leadsTo(Path file, Path link) throws IOException {
        try {
            return Files.isSameFile(link, file);
        } catch (NoSuchFileException e) {
            return false; // Another thread has closed that descriptor since.
        }
    }
}
