// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The system calls of Linux for which the JDK has no method of its own. Only to be called where {@link #obstacle} is empty.
 * Those that can fail give 0 or the error's number.
 *
 * <p>Source: the manual pages fallocate(2), mmap(2), madvise(2), sync_file_range(2), posix_fadvise(2); the numbers of
 * asm-generic/errno.h, asm-generic/mman.h, asm-generic/mman-common.h and linux/fs.h, which every Linux that JDK 25 runs on
 * shares, as it does the 64-bit types of the parameters.
 */
final class Linux {
    static final int EIO = 5;
    static final int EFAULT = 14;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EOPNOTSUPP = 95;
    static final int EDQUOT = 122;

    private static final int EINTR = 4;
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int POSIX_FADV_DONTNEED = 4;
    private static final int SYNC_FILE_RANGE_WRITE = 2;
    private static final int SYNC_FILE_RANGE_WRITE_AND_WAIT = 1 | 2 | 4;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));

    /** The calls that a write of many gigabytes makes thousands of times; each is linked when first needed. */
    private static final class Madvise {
        static final MethodHandle CALL = function("madvise", FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT),
                Linker.Option.captureCallState("errno"));
    }

    private static final class SyncFileRange {
        static final MethodHandle CALL = function("sync_file_range", FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT),
                Linker.Option.captureCallState("errno"));
    }

    private Linux() {}

    /** Why the system cannot be called, as the end of a sentence, or empty if it can be. */
    static Optional<String> obstacle() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("that needs Linux");
        }
        if (!Linux.class.getModule().isNativeAccessEnabled()) {
            return Optional.of("that needs the Java option --enable-native-access");
        }
        return Optional.empty();
    }

    /** Says what an error's number means, for those that files give. */
    static String reason(int error) {
        return switch (error) {
            case EIO -> "input or output error of the device";
            case ENOSPC -> "no space left on the device";
            case EDQUOT -> "the disk quota is exceeded";
            case EFBIG -> "the file system does not hold files of that size";
            default -> "error " + error + " of the system";
        };
    }

    /** Reserves the first {@code size} bytes of an open file and extends it to them. */
    static int fallocate(int descriptor, long size) {
        MethodHandle call = function("fallocate", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int error;
            do {
                error = error((int) call.invokeExact(state, descriptor, 0, 0L, size), state);
            } while (error == EINTR);
            return error;
        } catch (Throwable e) {
            throw failed("fallocate", e);
        }
    }

    /** Starts to send a range of an open file to the disk, and with {@code wait} ends only when all of it is there. */
    static int syncFileRange(int descriptor, long offset, long size, boolean wait) {
        int flags = wait ? SYNC_FILE_RANGE_WRITE_AND_WAIT : SYNC_FILE_RANGE_WRITE;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return error((int) SyncFileRange.CALL.invokeExact(state, descriptor, offset, size, flags), state);
        } catch (Throwable e) {
            throw failed("sync_file_range", e);
        }
    }

    /** Takes a range of an open file, which is on the disk already, out of the page cache. Only advice. */
    static void forget(int descriptor, long offset, long size) {
        MethodHandle call = function("posix_fadvise", FunctionDescriptor.of(ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        try {
            int _ = (int) call.invokeExact(descriptor, offset, size, POSIX_FADV_DONTNEED);
        } catch (Throwable e) {
            throw failed("posix_fadvise", e);
        }
    }

    /** Maps fresh memory, zero at first; gives its address, or −1 if there is not so much. */
    static long mmap(long size) {
        MethodHandle call = function("mmap", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG));
        try {
            return (long) call.invokeExact(0L, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
        } catch (Throwable e) {
            throw failed("mmap", e);
        }
    }

    /** Asks for huge pages in a mapping. Only advice: a kernel without them refuses, and the memory is as good. */
    static void adviseHugePages(long address, long size) {
        int _ = madvise(address, size, MADV_HUGEPAGE);
    }

    /** Brings whole pages of a mapping in, ready to be written: {@link #EFAULT} where a touch would be a SIGBUS. */
    static int populate(long address, long size) {
        return madvise(address, size, MADV_POPULATE_WRITE);
    }

    /** Unmaps whole pages of a file's mapping until they are touched again; what was written stays. Only advice. */
    static void release(long address, long size) {
        int _ = madvise(address, size, MADV_DONTNEED);
    }

    /** Gives a mapping back. */
    static void munmap(long address, long size) {
        MethodHandle call = function("munmap",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        try {
            int _ = (int) call.invokeExact(address, size);
        } catch (Throwable e) {
            throw failed("munmap", e);
        }
    }

    private static int madvise(long address, long size, int advice) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return error((int) Madvise.CALL.invokeExact(state, address, size, advice), state);
        } catch (Throwable e) {
            throw failed("madvise", e);
        }
    }

    private static int error(int result, MemorySegment state) {
        return result == 0 ? 0 : state.get(ValueLayout.JAVA_INT, ERRNO);
    }

    // Restricted, because a wrong signature could crash the process; those above are the manual pages' for 64-bit Linux.
    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
    }

    private static LinkageError failed(String name, Throwable cause) {
        return new LinkageError("cannot call " + name + "(2)", cause);
    }
}
