// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.memory.WorkFolder;
import io.goldilocks.tensor.TensorSpec;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A checkpoint, opened for reading, whether it is one safetensors file or many with an index, and checked against every rule of
 * both formats.
 *
 * <p>Index and files come from strangers and must agree: every tensor of the index is in the file that it names and in no other,
 * no file holds a tensor besides, and the totals are right. A file's <i>name</i> cannot leave the folder. Links are followed: in
 * the caches of the Hugging Face libraries every file is one.
 *
 * <p>Safe to use from many threads; nobody may read its segments once it is closed. The data is mapped, see
 * {@link SafetensorsFile}.
 */
public final class StoredCheckpoint implements Closeable {
    /** The weights of a model, if they are one file. */
    public static final String WEIGHTS = "model.safetensors";
    /** The factors of a low-rank adapter, in a folder of its own. */
    public static final String ADAPTER = "adapter_model.safetensors";

    /** What stands in {@link WorkFolder} while the files of a new checkpoint, which is whole, get their names. */
    public static final String COMMIT = "commit.json";

    /** How an index is told from weights. */
    private static final String INDEX_ENDING = ".json";

    private record Place(SafetensorsFile file, StoredTensor tensor) {}

    private final Path path;
    private final Optional<ShardIndex> index;
    private final List<SafetensorsFile> files;
    private final List<TensorSpec> tensors = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();

    private StoredCheckpoint(Path path, Optional<ShardIndex> index, List<SafetensorsFile> files) {
        this.path = path;
        this.index = index;
        this.files = List.copyOf(files);
        for (SafetensorsFile file : files) {
            for (StoredTensor tensor : file.tensors()) {
                tensors.add(tensor.spec());
                places.put(tensor.spec().name(), new Place(file, tensor));
            }
        }
    }

    /**
     * Opens and checks a checkpoint.
     *
     * @param path a safetensors file, an index, or a folder that holds {@value #WEIGHTS}, {@value ShardIndex#FILE} or
     *     {@value #ADAPTER}
     * @return the open checkpoint, to be closed
     * @throws MalformedCheckpointException if a file or the index breaks a rule of its format, or they do not agree
     * @throws NoSuchFileException if there is no such file or folder, a shard is missing, or the folder holds neither
     * @throws FileSystemException if the command that put a new checkpoint into the folder ended before all was in its place
     * @throws IOException if a file cannot be read
     */
    public static StoredCheckpoint open(Path path) throws IOException {
        if (isBetween(path)) {
            throw new FileSystemException(path.toString(), null,
                    "the new checkpoint is whole, but the command that wrote it"
                            + " ended before all files had their names: run it again with --resume");
        }
        Path weights = Files.isDirectory(path) ? weights(path) : path;
        Optional<ShardIndex> index = weights.toString().endsWith(INDEX_ENDING)
                ? Optional.of(ShardIndex.read(weights))
                : Optional.empty();
        return new StoredCheckpoint(path, index,
                index.isPresent() ? Shards.open(weights, index.get()) : List.of(SafetensorsFile.open(weights)));
    }

    /**
     * Tells whether there is something to open.
     *
     * @param folder a folder
     * @return whether it holds weights or an index, or will
     */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(WEIGHTS)) || Files.exists(folder.resolve(ShardIndex.FILE))
                || isBetween(folder);
    }

    private static boolean isBetween(Path folder) {
        return Files.exists(folder.resolve(WorkFolder.NAME).resolve(COMMIT));
    }

    /**
     * Returns what was opened.
     *
     * @return the path of the file or folder
     */
    public Path path() {
        return path;
    }

    /**
     * Returns where the files lie.
     *
     * @return the folder
     */
    public Path folder() {
        return Files.isDirectory(path) ? path : path.resolveSibling("");
    }

    /**
     * Tells whether this is all of what its folder holds, and not one file that was picked out of others.
     *
     * @return true for a folder, an index, and a file named {@value #WEIGHTS} or {@value #ADAPTER}
     */
    public boolean isWhole() {
        return Files.isDirectory(path) || index.isPresent() || path.endsWith(WEIGHTS) || path.endsWith(ADAPTER);
    }

    /**
     * Returns the index.
     *
     * @return the index, or nothing if the checkpoint is one file
     */
    public Optional<ShardIndex> index() {
        return index;
    }

    /**
     * Returns the files that hold the tensors.
     *
     * @return an unmodifiable list, sorted by name
     */
    public List<SafetensorsFile> files() {
        return files;
    }

    /**
     * Returns what all files say alike of themselves.
     *
     * @return an unmodifiable map in the order of the first file
     */
    public Map<String, String> metadata() {
        Map<String, String> common = new LinkedHashMap<>();
        if (!files.isEmpty()) {
            common.putAll(files.getFirst().metadata());
        }
        files.forEach(file -> common.entrySet().retainAll(file.metadata().entrySet()));
        return Collections.unmodifiableMap(common);
    }

    /**
     * Returns the tensors.
     *
     * @return an unmodifiable list in the order of the files and of the places in each
     */
    public List<TensorSpec> tensors() {
        return Collections.unmodifiableList(tensors);
    }

    /**
     * Finds a tensor.
     *
     * @param name its name
     * @return the tensor, or nothing if there is none of that name
     */
    public Optional<TensorSpec> find(String name) {
        return Optional.ofNullable(places.get(name)).map(place -> place.tensor().spec());
    }

    /**
     * Returns the bytes of a tensor.
     *
     * @param name its name
     * @return a read-only segment, little-endian, which ends with {@link #close}; not always aligned to the element size
     * @throws IllegalArgumentException if there is no tensor of that name
     */
    public MemorySegment data(String name) {
        Place place = require(name);
        return place.file().data(place.tensor());
    }

    /**
     * Reads bytes of a tensor, as {@link SafetensorsFile#read} does.
     *
     * @param name its name
     * @param offset the place of the first byte in the tensor
     * @param target native memory that takes the bytes, fewer than 2³¹
     * @throws IllegalArgumentException if there is no tensor of that name
     * @throws IndexOutOfBoundsException if the range does not lie within the tensor
     * @throws IOException if the bytes cannot be read, or the file was cut short
     */
    public void read(String name, long offset, MemorySegment target) throws IOException {
        Place place = require(name);
        place.file().read(place.tensor(), offset, target);
    }

    /**
     * Returns the file of a tensor.
     *
     * @param name its name
     * @return one of {@link #files}
     * @throws IllegalArgumentException if there is no tensor of that name
     */
    public SafetensorsFile file(String name) {
        return require(name).file();
    }

    /**
     * Asks as {@link SafetensorsFile#requireUncut} does, of every file.
     *
     * @throws MalformedCheckpointException if one has been cut short
     * @throws IOException if a file cannot be asked
     */
    public void requireUncut() throws IOException {
        for (SafetensorsFile file : files) {
            file.requireUncut();
        }
    }

    /** Unmaps the data. Closing again does nothing. */
    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }

    private Place require(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException(path + " has no tensor '" + name + "'");
        }
        return place;
    }

    private static Path weights(Path folder) throws IOException {
        Path whole = folder.resolve(WEIGHTS);
        Path index = folder.resolve(ShardIndex.FILE);
        boolean sharded = Files.exists(index);
        if (Files.exists(whole)) {
            // One of the two is older, and which one the libraries take is theirs to choose.
            if (sharded && !ShardIndex.read(index).files().contains(WEIGHTS)) {
                throw new MalformedCheckpointException(folder, "expected " + WEIGHTS + " or " + ShardIndex.FILE
                        + ", found both: name the one that is meant", null);
            }
            return sharded ? index : whole;
        }
        if (!sharded && Files.exists(folder.resolve(ADAPTER))) {
            return folder.resolve(ADAPTER);
        }
        if (!sharded) {
            throw new NoSuchFileException(folder.toString(), null, "this folder holds neither " + WEIGHTS + " nor "
                    + ShardIndex.FILE + "; name a .safetensors file");
        }
        return index;
    }
}
