// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reserves disk space with {@code fallocate(2)}. */
final class Preallocation {
    private static final int EFBIG = 27;
    private static final int ENOSPC = 28;
    private static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;

    private Preallocation() {}

    /**
     * Reserves the blocks of a file and extends it to a size.
     *
     * @param file a file that this process holds open for writing
     * @param size the size in bytes, at least 1
     * @return why reserving is not possible here, or empty if the space is reserved
     * @throws IOException if there is too little space; the message is the cause alone
     */
    static Optional<String> reserve(Path file, long size) throws IOException {
        Optional<String> obstacle = Linux.obstacle();
        if (obstacle.isPresent()) {
            return obstacle;
        }
        int descriptor = descriptorOf(file);
        if (descriptor < 0) {
            return Optional.of("that needs /proc");
        }
        int error = Linux.fallocate(descriptor, size);
        return switch (error) {
            case 0 -> Optional.empty();
            case ENOSPC -> throw new IOException("no space left on the device");
            case EDQUOT -> throw new IOException("the disk quota is exceeded");
            case EFBIG -> throw new IOException("the file system does not hold files of that size");
            case EOPNOTSUPP -> Optional.of("the file system cannot reserve space");
            default -> Optional.of("fallocate(2) gave error " + error);
        };
    }

    // Java does not tell the number of a channel's descriptor; the kernel lists those of the process as links.
    private static int descriptorOf(Path file) throws IOException {
        Path list = Path.of("/proc/self/fd");
        if (!Files.isDirectory(list)) {
            return -1;
        }
        try (DirectoryStream<Path> links = Files.newDirectoryStream(list)) {
            for (Path link : links) {
                if (leadsTo(file, link)) {
                    return Integer.parseInt(String.valueOf(link.getFileName()));
                }
            }
        }
        return -1;
    }

    private static boolean leadsTo(Path file, Path link) throws IOException {
        try {
            return Files.isSameFile(link, file);
        } catch (NoSuchFileException e) {
            return false; // Another thread has closed that descriptor since.
        }
    }
}
