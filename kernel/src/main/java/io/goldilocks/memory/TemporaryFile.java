// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The hidden file beside a target: made, then given the target's name or removed. */
final class TemporaryFile implements AutoCloseable {
    private final Path target;
    private final Path folder;
    private final Path path;
    private final long size;
    private final boolean overwrite;
    private final FileChannel channel;
    private final Thread remover;
    private volatile boolean open = true;

    private TemporaryFile(Path target, Path folder, Path path, long size, boolean overwrite) throws IOException {
        this.target = target;
        this.folder = folder;
        this.path = path;
        this.size = size;
        this.overwrite = overwrite;
        remover = new Thread(() -> path.toFile().delete(), "remove " + path);
        Runtime.getRuntime().addShutdownHook(remover);
        try {
            // Reading is for the mapping. CREATE_NEW opens nobody's file and follows no link.
            channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            forgetRemover();
            throw e;
        }
    }

    static TemporaryFile create(Path target, long size, boolean overwrite) throws IOException {
        if (size < 0) {
            throw new IllegalArgumentException("cannot create " + target + ": its size is " + size + " bytes");
        }
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new IOException("cannot create " + target + ": it is a folder; name a file in it");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException("cannot create " + target + ": "
                    + (Files.exists(folder) ? folder + " is no folder" : "the folder " + folder + " does not exist"));
        }
        if (!overwrite) {
            requireAbsent(absolute);
        }
        requireSpace(target, folder, size);
        String name = "." + absolute.getFileName() + "." + Long.toHexString(ThreadLocalRandom.current().nextLong())
                + ".tmp";
        try {
            return new TemporaryFile(absolute, folder, folder.resolve(name), size, overwrite);
        } catch (IOException e) {
            throw new IOException("cannot create " + target + " in " + folder + ": " + FileErrors.reason(e), e);
        }
    }

    /** Removes what killed processes have left beside a target. */
    static void removeLeftovers(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Pattern name = Pattern.compile(Pattern.quote("." + absolute.getFileName()) + "\\.[0-9a-f]+\\.tmp");
        try (Stream<Path> files = Files.list(absolute.resolveSibling(""))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (name.matcher(String.valueOf(file.getFileName())).matches()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    Path target() {
        return target;
    }

    long size() {
        return size;
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /** Reserves the space; gives the reason if that is not possible here. */
    Optional<String> reserve() throws IOException {
        try {
            return size == 0 ? Optional.empty() : Preallocation.reserve(Descriptors.of(path), size);
        } catch (IOException e) {
            IOException failure = failure(e);
            close();
            throw failure;
        }
    }

    /** What sends the file to the disk while it is made, or none where that is not possible. */
    Optional<Writeback> writeback(Writeback.Release mapping) throws IOException {
        return Writeback.of(Descriptors.of(path), size, mapping);
    }

    /** Turns a failure of the channel into one that names the file and says what to do. */
    IOException failure(IOException cause) {
        // Nothing but an interrupt closes the channel before we do; other threads see an ordinary closed channel.
        if (cause instanceof ClosedChannelException && open) {
            InterruptedIOException cancelled = new InterruptedIOException(
                    "writing " + target + " was cancelled by an interrupt; no new file was left");
            cancelled.initCause(cause);
            return cancelled;
        }
        return new IOException(
                "cannot write " + target + ": " + FileErrors.reason(cause) + " (" + size + " bytes needed, "
                        + folder.toFile().getUsableSpace() + " bytes free)",
                cause);
    }

    /** Refuses a commit while bytes are missing. */
    void requireWhole(long written) {
        if (written != size) {
            throw new IllegalStateException(
                    "cannot commit " + target + ": " + written + " of " + size + " bytes were written");
        }
    }

    void commit() throws IOException {
        if (!open) {
            throw new IllegalStateException("cannot commit " + target + ": it was committed or closed before");
        }
        try {
            channel.force(true);
            channel.close();
        } catch (IOException e) {
            throw failure(e);
        }
        nameTarget();
        open = false;
        forgetRemover();
        forceFolder();
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            try (channel) {
                Files.deleteIfExists(path);
            } finally {
                forgetRemover();
            }
        }
    }

    private void nameTarget() throws IOException {
        try {
            if (overwrite || !linkTarget()) {
                Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "cannot rename " + path + " to " + target + ": " + FileErrors.reason(e) + "; no new file was left",
                    e);
        }
    }

    // A rename replaces what has appeared under the name meanwhile; a hard link does not. Where there are no hard links, a
    // look before the rename must do.
    private boolean linkTarget() throws IOException {
        requireAbsent(target);
        try {
            Files.createLink(target, path);
        } catch (FileAlreadyExistsException e) {
            throw exists(target, e);
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        }
        path.toFile().delete(); // Should that fail, a hidden second name is left, and the target is whole all the same.
        return true;
    }

    private void forceFolder() throws IOException {
        try {
            Folders.force(folder);
        } catch (IOException e) {
            throw new IOException(target + " is whole, but " + e.getMessage(), e);
        }
    }

    private void forgetRemover() {
        try {
            Runtime.getRuntime().removeShutdownHook(remover);
        } catch (IllegalStateException e) {
            // The virtual machine is ending: the remover runs and finds nothing.
        }
    }

    private static void requireSpace(Path target, Path folder, long size) throws IOException {
        File store = folder.toFile();
        long free = store.getUsableSpace();
        // A total of 0 comes from file systems that do not tell.
        if (free < size && store.getTotalSpace() > 0) {
            throw new IOException("cannot create " + target + ": it needs " + size + " bytes, but only " + free
                    + " bytes are free in " + folder);
        }
    }

    private static void requireAbsent(Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(target, null);
        }
    }

    private static FileAlreadyExistsException exists(Path target, @Nullable Throwable cause) {
        FileAlreadyExistsException e = new FileAlreadyExistsException(target.toString(), null,
                "exists already; choose another name or ask to overwrite it");
        e.initCause(cause);
        return e;
    }
}
