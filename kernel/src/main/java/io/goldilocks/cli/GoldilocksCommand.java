// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What stands above the subcommands. */
@Command(name = "goldilocks", versionProvider = Version.class, sortOptions = false,
        subcommands = {InitCommand.class, FillCommand.class, InspectCommand.class, ModelsCommand.class,
            InitializersCommand.class},
        customSynopsis = "goldilocks COMMAND [OPTIONS]", descriptionHeading = "%n",
        description = "Initial weights for large models: fast, and the same bits on every machine.",
        commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions:%n",
        footer = {"", "'goldilocks COMMAND --help' says more, for example 'goldilocks init --help'.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."})
final class GoldilocksCommand extends BaseCommand {
    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version and exit.")
    @SuppressWarnings("UnusedVariable") // The parser acts on it.
    private boolean version;
}
