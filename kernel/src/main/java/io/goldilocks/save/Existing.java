// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The files in a folder that belong to a checkpoint, and so go when a new one takes its place. All others are left alone. */
final class Existing {
    private Existing() {}

    /** Those files' names, which make nothing load any more if they are removed in this order. */
    static List<String> files(Path folder, Journal journal) throws IOException {
        List<String> found = new ArrayList<>();
        for (String name : journal.retired()) {
            addIfThere(folder, name, found);
        }
        for (String name : journal.texts().reversed()) {
            addIfThere(folder, name, found);
        }
        List<String> weights = new ArrayList<>();
        for (String name : names(folder)) {
            if (FileNames.isWeights(journal.baseName(), name)) {
                weights.add(name);
            }
        }
        Collections.sort(weights);
        found.addAll(weights);
        return found;
    }

    /**
     * Checks that a new checkpoint may take its place.
     *
     * @throws FileAlreadyExistsException if there is one already that may not be replaced
     * @throws FileSystemException if a folder is in the way
     */
    static void requireReplaceable(Path folder, Journal journal, boolean overwrite) throws IOException {
        List<String> found = files(folder, journal);
        if (!overwrite && !found.isEmpty()) {
            throw new FileAlreadyExistsException(folder.toString(), null, "holds a checkpoint already ("
                    + found.getLast() + "); choose another folder or ask to overwrite it");
        }
        for (String name : found) {
            if (Files.isDirectory(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(folder.resolve(name).toString(), null,
                        "is a folder, but a file of the checkpoint has that name: remove it");
            }
        }
    }

    /** The names of all that is in a folder, hidden or not. */
    static String[] names(Path folder) throws IOException {
        String[] names = folder.toFile().list();
        if (names == null) {
            throw new IOException("cannot list the files in " + folder);
        }
        return names;
    }

    private static void addIfThere(Path folder, String name, List<String> found) {
        if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            found.add(name);
        }
    }
}
