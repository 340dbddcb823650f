// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Checkpoints;
import io.goldilocks.model.BuiltInModels;
import io.goldilocks.model.ModelConfig;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Finds the config that an argument means. */
final class ConfigArgument {
    private ConfigArgument() {}

    /**
     * Opens a config. The name of a built-in model always means that model, wherever the command runs: a folder that an
     * earlier run made under the model's name must not change what the next run makes.
     */
    static ModelConfig open(String argument) throws IOException {
        if (BuiltInModels.names().contains(argument)) {
            return BuiltInModels.open(argument);
        }
        Path path = Path.of(argument);
        if (!Files.exists(path)) {
            throw new NoSuchFileException(argument, null,
                    "there is no such file or folder, nor such a built-in model: expected a config.json, a folder"
                            + " that holds one, or one of " + String.join(", ", BuiltInModels.names()));
        }
        Path file = Files.isDirectory(path) ? path.resolve(Checkpoints.CONFIG) : path;
        try {
            return ModelConfig.read(file);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
