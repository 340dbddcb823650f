// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Version;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** What stands above the subcommands. */
@Command(name = "goldilocks", versionProvider = GoldilocksCommand.VersionLine.class, sortOptions = false,
        customSynopsis = "goldilocks COMMAND [OPTIONS]", descriptionHeading = "%n",
        description = "Initial weights for large models: fast, and the same bits on every machine.",
        commandListHeading = "%nCommands:%n", optionListHeading = "%nOptions:%n",
        footer = {"", "'goldilocks COMMAND --help' says more, for example 'goldilocks init --help'.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage; of diff and verify 0 same, 1 different, 2 failed or"
                    + " wrong usage."})
final class GoldilocksCommand extends BaseCommand {
    /** In the order of the help. */
    private static final List<Class<?>> SUBCOMMANDS = List.of(InitCommand.class, FillCommand.class,
            ReinitCommand.class, InspectCommand.class, DiffCommand.class, VerifyCommand.class, ExtendVocabCommand.class,
            AddHeadCommand.class,
            UpcycleCommand.class, LoraCommand.class, ModelsCommand.class, RecipesCommand.class,
            InitializersCommand.class);

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version and exit.")
    @SuppressWarnings("UnusedVariable") // The parser acts on it.
    private boolean version;

    /**
     * The subcommands that can be meant. Where the first argument names one, it is that one alone: to read the options of all
     * takes the parser a tenth of a second.
     */
    static List<Class<?>> subcommands(String[] args) {
        List<Class<?>> named = SUBCOMMANDS.stream().filter(
                type -> args.length > 0 && type.getAnnotation(Command.class).name().equals(args[0])).toList();
        return named.isEmpty() ? SUBCOMMANDS : named;
    }

    /** What {@code --version} prints. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[]{"goldilocks " + Version.current()};
        }
    }
}
