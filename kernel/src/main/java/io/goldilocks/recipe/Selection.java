// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Role;
import io.goldilocks.recipe.Match.LayerRange;
import io.goldilocks.recipe.Match.ModelKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tensors of a model are meant: those that pass every condition, of which there is at least one. Immutable. */
public final class Selection {
    private final Match match;

    private Selection(Match match) {
        this.match = match;
    }

    /**
     * Makes a selection.
     *
     * @param names names in which {@code *} stands for anything, one of which must fit; empty for no such condition
     * @param layers layers as {@code start:end}, the end not included, either left out or negative from the end, so that
     *     {@code -2:} are the last two; or null for no such condition
     * @param heads whether only heads are meant
     * @return the selection
     * @throws IllegalArgumentException if there is no condition, or the layers are malformed
     */
    public static Selection of(List<String> names, @Nullable String layers, boolean heads) {
        if (names.isEmpty() && layers == null && !heads) {
            throw new IllegalArgumentException("no tensors are chosen: state names, layers or heads");
        }
        return new Selection(
                new Match(heads ? Set.of(Role.HEAD) : Set.of(), Optional.empty(), List.copyOf(names), Set.of(),
                        Set.of(), Optional.ofNullable(layers).map(Selection::range)));
    }

    /**
     * Tells whether names alone decide, which can be asked without a plan.
     *
     * @return true if neither layers nor heads are a condition
     */
    public boolean isByName() {
        return match.roles().isEmpty() && match.layers().isEmpty();
    }

    /**
     * Tests a name.
     *
     * @param name a tensor's name
     * @return whether it passes the condition on names
     */
    public boolean fits(String name) {
        return match.names().isEmpty() || match.names().stream().anyMatch(glob -> Glob.matches(glob, name));
    }

    /**
     * Chooses from a plan.
     *
     * @param plan the model's tensors
     * @return those that are meant, in the plan's order
     */
    public List<PlannedTensor> of(ModelPlan plan) {
        ModelKind model = ModelKind.of(plan.dimensions());
        return plan.tensors().stream().filter(tensor -> match.test(tensor, model)).toList();
    }

    private static LayerRange range(String text) {
        int colon = text.indexOf(':');
        try {
            if (colon >= 0) {
                String start = text.substring(0, colon).strip();
                String end = text.substring(colon + 1).strip();
                long last = end.isEmpty() ? -1 : Integer.parseInt(end) - 1L;
                // The end 0 would come to the last layer.
                if (end.isEmpty() || last != -1) {
                    return new LayerRange(start.isEmpty() ? 0 : Integer.parseInt(start), last);
                }
            }
        } catch (NumberFormatException e) {
            // Reported with every other text that is no range.
        }
        throw new IllegalArgumentException("layers '" + text
                + "' are malformed: expected START:END, such as 0:4, or -2: for the last two");
    }
}
