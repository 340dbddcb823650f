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
 *
 * <p>Source: the manual pages fallocate(2), mmap(2), madvise(2); the numbers of asm-generic/errno.h, asm-generic/mman.h and
 * asm-generic/mman-common.h, which every Linux that JDK 25 runs on shares, as it does the 64-bit types of the parameters.
 */
final class Linux {
    private static final int EINTR = 4;
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
    private static final int MADV_HUGEPAGE = 14;

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

    /** Reserves the first {@code size} bytes of an open file and extends it to them; gives 0 or the error's number. */
    static int fallocate(int descriptor, long size) {
        FunctionDescriptor signature = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        StructLayout stateLayout = Linker.Option.captureStateLayout();
        MethodHandle call = function("fallocate", signature, Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(stateLayout);
            int error;
            do {
                int result = (int) call.invokeExact(state, descriptor, 0, 0L, size);
                error = result == 0
                        ? 0
                        : state.get(ValueLayout.JAVA_INT, stateLayout.byteOffset(PathElement.groupElement("errno")));
            } while (error == EINTR);
            return error;
        } catch (Throwable e) {
            throw failed("fallocate", e);
        }
    }

    /** Maps fresh memory, zero at first; gives its address, or −1 if there is not so much. */
    static long mmap(long size) {
        FunctionDescriptor signature = FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG);
        MethodHandle call = function("mmap", signature);
        try {
            return (long) call.invokeExact(0L, size, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
        } catch (Throwable e) {
            throw failed("mmap", e);
        }
    }

    /** Asks for huge pages in a mapping. Only advice: a kernel without them refuses, and the memory is as good. */
    static void adviseHugePages(long address, long size) {
        FunctionDescriptor signature = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
        MethodHandle call = function("madvise", signature);
        try {
            int _ = (int) call.invokeExact(address, size, MADV_HUGEPAGE);
        } catch (Throwable e) {
            throw failed("madvise", e);
        }
    }

    /** Gives a mapping back. */
    static void munmap(long address, long size) {
        FunctionDescriptor signature = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG);
        MethodHandle call = function("munmap", signature);
        try {
            int _ = (int) call.invokeExact(address, size);
        } catch (Throwable e) {
            throw failed("munmap", e);
        }
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
