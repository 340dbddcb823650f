// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reserves disk space with Linux's {@code fallocate(2)}, for which the JDK has no method of its own.
 *
 * <p>Source: the manual page fallocate(2); the error numbers of asm-generic/errno.h, which every Linux that JDK 25 runs on
 * shares.
 */
final class Preallocation {
    private static final int EINTR = 4;
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
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("that needs Linux");
        }
        if (!Preallocation.class.getModule().isNativeAccessEnabled()) {
            return Optional.of("that needs the Java option --enable-native-access");
        }
        int descriptor = descriptorOf(file);
        if (descriptor < 0) {
            return Optional.of("that needs /proc");
        }
        int error = fallocate(descriptor, size);
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

    // Restricted, because a wrong signature could crash the process; this one is the manual page's for 64-bit Linux.
    @SuppressWarnings("restricted")
    private static int fallocate(int descriptor, long size) {
        StructLayout stateLayout = Linker.Option.captureStateLayout();
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            MethodHandle fallocate = linker.downcallHandle(linker.defaultLookup().findOrThrow("fallocate"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                    Linker.Option.captureCallState("errno"));
            MemorySegment state = arena.allocate(stateLayout);
            int error;
            do {
                int result = (int) fallocate.invokeExact(state, descriptor, 0, 0L, size);
                error = result == 0
                        ? 0
                        : state.get(ValueLayout.JAVA_INT, stateLayout.byteOffset(PathElement.groupElement("errno")));
            } while (error == EINTR);
            return error;
        } catch (Throwable e) {
            throw new LinkageError("cannot call fallocate(2)", e);
        }
    }
}
