// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The hidden folder {@value #NAME} inside a folder, which one process at a time owns, to prepare there what will appear in the
 * folder.
 *
 * <p>The owner holds a lock of the operating system on the file {@value #LOCK} in it. A killed process loses its lock by
 * itself, whatever files it leaves.
 */
public final class WorkFolder implements Closeable {
    /** The folder's name. */
    public static final String NAME = ".goldilocks";
    /** The name of the file that is locked. */
    public static final String LOCK = "lock";

    /** The name of the record of a change that is made to files in their place: it stays until they are replaced. */
    public static final String INTENT = "reinit.json";

    /** More owners than this cannot end between two steps of ours unless something else is wrong. */
    private static final int ATTEMPTS = 100;
    private static final int LONGEST_TOKEN = 100;

    // The system's locks are those of a process, and all of them on a file go when it closes any channel to that file.
    private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Path key;
    private final FileChannel locked;
    private final FileChannel named;

    private WorkFolder(Path path, Path key, FileChannel locked, FileChannel named) {
        this.path = path;
        this.key = key;
        this.locked = locked;
        this.named = named;
    }

    /**
     * Makes the hidden folder, or takes over the one that an ended process has left, with the files in it.
     *
     * @param folder the folder that it lies in, which exists
     * @return the hidden folder, to be closed
     * @throws FileSystemException if another process, or another part of this one, owns it
     * @throws IOException if it cannot be made or locked
     */
    public static WorkFolder open(Path folder) throws IOException {
        Path key = folder.toRealPath().resolve(NAME);
        if (!OWNED.add(key)) {
            throw owned(folder, "this process");
        }
        WorkFolder opened = null;
        try {
            for (int attempt = 0; attempt < ATTEMPTS && opened == null; attempt++) {
                opened = attempt(folder, key);
            }
        } finally {
            if (opened == null) {
                OWNED.remove(key);
            }
        }
        if (opened == null) {
            throw owned(folder, "other processes in turn");
        }
        return opened;
    }

    /**
     * Returns where it is.
     *
     * @return the folder's name followed by {@value #NAME}
     */
    public Path path() {
        return path;
    }

    /**
     * Gives the folder up, and removes it if nothing but the lock is left in it. Closing again does nothing.
     *
     * @throws IOException never but where the system fails
     */
    @Override
    public void close() throws IOException {
        if (!locked.isOpen()) {
            return;
        }
        try (locked; named) {
            // While the lock is still held: nobody else's file can have the name.
            path.resolve(LOCK).toFile().delete();
            path.toFile().delete(); // Stays if it is not empty.
        } finally {
            OWNED.remove(key);
        }
    }

    /** Tries once; gives null if an owner's end has taken the file away meanwhile. */
    private static @Nullable WorkFolder attempt(Path folder, Path key) throws IOException {
        Path path = folder.resolve(NAME);
        Path lock = path.resolve(LOCK);
        FileChannel locked = lockFile(folder, path, lock);
        if (locked == null) {
            return null;
        }
        FileChannel named = null;
        WorkFolder opened = null;
        try {
            if (locked.tryLock() == null) {
                throw owned(folder, "process " + owner(locked));
            }
            String token = ProcessHandle.current().pid() + " "
                    + Long.toHexString(ThreadLocalRandom.current().nextLong());
            write(locked, token, folder);
            // The name may lead to a newer file than the one that is locked here; then another token is in it.
            named = FileChannel.open(lock, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            if (token.equals(read(named))) {
                opened = new WorkFolder(path, key, locked, named);
            }
            return opened;
        } catch (NoSuchFileException e) {
            return null;
        } finally {
            if (opened == null) {
                close(locked, named);
            }
        }
    }

    private static @Nullable FileChannel lockFile(Path folder, Path path, Path lock) throws IOException {
        try {
            // A link could lead to files that are not ours to remove.
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(path);
            }
            return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(path.resolveSibling(""))) {
                throw e;
            }
            return null;
        } catch (FileAlreadyExistsException e) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return null; // Another process has just made it.
            }
            throw new FileSystemException(path.toString(), null, "is no folder: remove it");
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static void write(FileChannel locked, String token, Path folder) throws IOException {
        try {
            locked.truncate(0).write(ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static void close(FileChannel locked, @Nullable FileChannel named) throws IOException {
        try (locked) {
            if (named != null) {
                named.close();
            }
        }
    }

    private static String owner(FileChannel locked) throws IOException {
        String token = read(locked);
        int end = token.indexOf(' ');
        return end > 0 && token.substring(0, end).chars().allMatch(c -> c >= '0' && c <= '9')
                ? token.substring(0, end)
                : "unknown";
    }

    private static String read(FileChannel file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_TOKEN);
        int length = file.read(bytes, 0);
        return new String(bytes.array(), 0, Math.max(0, length), StandardCharsets.US_ASCII);
    }

    private static IOException unwritable(Path folder, IOException cause) {
        return new IOException("cannot write in " + folder + ": " + FileErrors.reason(cause), cause);
    }

    private static FileSystemException owned(Path folder, String owner) {
        return new FileSystemException(folder.toString(), null,
                "is being written by " + owner + ": wait until it has ended, or name another folder");
    }
}
