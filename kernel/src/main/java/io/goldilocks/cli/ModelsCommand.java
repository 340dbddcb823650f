// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.model.BuiltInModels;
import io.goldilocks.model.ModelPlan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code goldilocks models}. */
@Command(name = "models", sortOptions = false, customSynopsis = "goldilocks models [OPTIONS]",
        descriptionHeading = "%n", description = "List the built-in models.", optionListHeading = "%nOptions:%n")
final class ModelsCommand extends BaseCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        Table table = new Table("name", "family", "dtype", ">parameters", ">bytes");
        for (String name : BuiltInModels.names()) {
            ModelPlan plan = ModelPlan.of(BuiltInModels.open(name), null);
            table.row(name, plan.family(), plan.dtype().name(), Text.grouped(plan.parameterCount()),
                    Text.grouped(plan.byteSize()));
        }
        table.print(out());
        return 0;
    }
}
