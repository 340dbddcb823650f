// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** Reserves disk space with {@code fallocate(2)}. */
final class Preallocation {
    private Preallocation() {}

    /**
     * Reserves the blocks of a file and extends it to a size.
     *
     * @param descriptor the file, open for writing
     * @param size the size in bytes, at least 1
     * @return why reserving is not possible here, or empty if the space is reserved
     * @throws IOException if there is too little space; the message is the cause alone
     */
    static Optional<String> reserve(OptionalInt descriptor, long size) throws IOException {
        Optional<String> obstacle = Linux.obstacle();
        if (obstacle.isPresent()) {
            return obstacle;
        }
        if (descriptor.isEmpty()) {
            return Optional.of("that needs /proc");
        }
        return outcome(Linux.fallocate(descriptor.getAsInt(), size));
    }

    static Optional<String> outcome(int error) throws IOException {
        return switch (error) {
            case 0 -> Optional.empty();
            case Linux.ENOSPC, Linux.EDQUOT, Linux.EFBIG -> throw new IOException(Linux.reason(error));
            case Linux.EOPNOTSUPP -> Optional.of("the file system cannot reserve space");
            default -> Optional.of("fallocate(2) gave error " + error);
        };
    }
}
