package io.learngene.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.view.DescendantRow;
import io.learngene.contracts.view.FamilyView;
import io.learngene.local.client.FoundryException;
import io.learngene.local.client.GatewayClient;
import io.learngene.local.client.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Asks a stack for work of all kinds, as users do, and keeps account of what was accepted. */
final class Customer {

    private static final String YAML = "application/yaml";
    private static final int PAGE = 200;
    private static final int SHALLOWEST = 5;
    private static final int DEPTHS = 4;

    private final GatewayClient client;
    private final Consumer<String> told;
    private final Map<String, Integer> asked = new LinkedHashMap<>();
    /** By family; null until it was looked at. */
    private final Map<String, FamilyView> families = new LinkedHashMap<>();

    private final Set<String> cancelled = new LinkedHashSet<>();
    private final List<String> wrong = new ArrayList<>();

    /**
     * @param client patient enough for a gateway that is being started again
     * @param told hears what is asked for
     */
    Customer(GatewayClient client, Consumer<String> told) {
        this.client = client;
        this.told = told;
    }

    /**
     * Asks for something. Where there is nothing yet that it could be of, a family is asked for.
     *
     * @param work what
     */
    void ask(Work work) {
        try {
            switch (work.kind()) {
                case CANCELLATION -> cancel(work);
                case GROWTH, SELECTION, DESCENDANTS, TUNING -> more(work);
                default -> family(work.kind());
            }
        } catch (FoundryException e) {
            wrong.add(work.kind().words() + " was not accepted: " + e.getMessage());
        }
    }

    /** {@return how many families have not ended, of those that had not when they were looked at last} */
    int underWay() {
        families.replaceAll((family, known) -> ended(known) ? known : view(family, known));
        return running().size();
    }

    /** {@return whether every family has ended; each is looked at} */
    boolean allEnded() {
        families.replaceAll(this::view);
        return families.values().stream().allMatch(Customer::ended);
    }

    private List<FamilyView> running() {
        return families.values().stream().filter(view -> !ended(view)).toList();
    }

    private static boolean ended(FamilyView view) {
        return view != null && view.state().terminal();
    }

    /** {@return every family that was accepted, as it was looked at last} */
    Map<String, FamilyView> families() {
        return families;
    }

    /** {@return how often what was asked for, by kind} */
    Map<String, Integer> asked() {
        return asked;
    }

    /** {@return what should not be, in words} */
    List<String> wrong() {
        List<String> all = new ArrayList<>(wrong);
        families.forEach((family, view) -> {
            if (view == null) {
                all.add(family + ": was accepted, and nothing was heard of it");
                return;
            }
            boolean mayBeCancelled = view.state() == FamilyView.State.CANCELLED && cancelled.contains(family);
            if (view.state() != FamilyView.State.DONE && !mayBeCancelled) {
                all.add(family + ": is " + view.state() + (view.error() == null ? "" : ": " + view.error()));
            }
            view.jobs().stream()
                    .filter(job -> view.state().terminal() && !job.state().terminal())
                    .forEach(job -> all.add(job.job() + ": is " + job.state() + " in a family that has ended"));
        });
        Set<String> shown = shown();
        if (!shown.equals(families.keySet())) {
            all.add("the gateway shows other families than it accepted: " + difference(shown, families.keySet())
                    + " beside them, without " + difference(families.keySet(), shown));
        }
        return all;
    }

    private void family(Work.Kind kind) {
        accepted(kind, client.post("/families", YAML, Requests.first(kind, name(kind))));
    }

    private void more(Work work) {
        List<FamilyView> done = families.values().stream()
                .filter(view -> view != null && view.state() == FamilyView.State.DONE)
                .filter(view -> work.kind() != Work.Kind.DESCENDANTS || hasLearngene(view))
                .filter(view -> model(view, work.kind()).isPresent())
                .toList();
        if (done.isEmpty()) {
            family(Work.Kind.SWS);
            return;
        }
        FamilyView of = chosen(done, work);
        String family = of.family();
        String model = model(of, work.kind()).orElseThrow();
        switch (work.kind()) {
            case DESCENDANTS -> {
                int depth = SHALLOWEST + (int) (work.choice() * DEPTHS);
                accepted(
                        work.kind(),
                        client.post(
                                Resource.of("learngenes", family, "descendants"), YAML, Requests.descendants(depth)));
            }
            case TUNING ->
                accepted(
                        work.kind(),
                        client.post(
                                Resource.of("families", family, "tunings"),
                                YAML,
                                Requests.tuning(model, asked.size())));
            default ->
                accepted(
                        work.kind(),
                        client.post(
                                "/families",
                                YAML,
                                Requests.from(work.kind(), name(work.kind()), family + "/" + model)));
        }
    }

    private static boolean hasLearngene(FamilyView view) {
        return view.learngene() != null && view.learngene().seconds() != null;
    }

    /** {@return a model of the family that such work can be of: what grows is smaller, and what is selected from is larger} */
    static Optional<String> model(FamilyView family, Work.Kind kind) {
        return family.descendants().stream()
                .filter(model -> kind != Work.Kind.GROWTH || model.depth() < Requests.GROWN)
                .filter(model -> kind != Work.Kind.SELECTION || model.depth() > Requests.SELECTED)
                .map(DescendantRow::name)
                .findFirst();
    }

    private void cancel(Work work) {
        List<FamilyView> running = running().stream().filter(Objects::nonNull).toList();
        if (running.isEmpty()) {
            family(Work.Kind.SWS);
            return;
        }
        String family = chosen(running, work).family();
        cancelled.add(family);
        patiently(() -> client.delete(Resource.of("families", family)));
        count(work.kind(), family);
    }

    private static FamilyView chosen(List<FamilyView> among, Work work) {
        return among.get((int) (work.choice() * among.size()));
    }

    private String name(Work.Kind kind) {
        return "soak-" + kind.words() + "-" + (families.size() + 1);
    }

    private void accepted(Work.Kind kind, JsonNode answer) {
        String family = answer.get("family").asText();
        // One that had ended is at work again.
        families.put(family, null);
        count(kind, family);
    }

    private void count(Work.Kind kind, String family) {
        asked.merge(kind.words(), 1, Integer::sum);
        told.accept("asked for: " + kind.words() + " " + family);
    }

    private FamilyView view(String family, FamilyView known) {
        try {
            return patiently(() -> client.family(family));
        } catch (FoundryException e) {
            wrong.add(family + ": was accepted and cannot be looked at: " + e.getMessage());
            return known;
        }
    }

    private Set<String> shown() {
        Set<String> shown = new TreeSet<>();
        for (int page = 1; ; page++) {
            String path = "/families?size=" + PAGE + "&page=" + page;
            JsonNode families = patiently(() -> client.get(path)).get("families");
            families.forEach(family -> shown.add(family.get("family").asText()));
            if (families.size() < PAGE) {
                return shown;
            }
        }
    }

    private static Set<String> difference(Set<String> of, Set<String> without) {
        Set<String> rest = new TreeSet<>(of);
        rest.removeAll(without);
        return rest;
    }

    private <T> T patiently(Supplier<T> call) {
        for (int failures = 1; ; failures++) {
            try {
                return call.get();
            } catch (FoundryException e) {
                if (!e.passing() || !client.repeats().again(failures, e)) {
                    throw e;
                }
            }
        }
    }
}
