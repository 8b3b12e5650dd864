package io.learngene.gateway.quota;

import io.learngene.contracts.Check;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.project.ProjectUse;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.access.StoredProjects;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.view.Families;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How much a project may have. A bound, and no lock: what is asked for at the same moment, here or at another gateway, is all let in where
 * one of it is.
 */
@ApplicationScoped
public class Quotas {

    private static final String TITLE = "The project has what it may have";
    private static final int TOO_MANY = 429;
    private static final int FORBIDDEN = 403;

    private final Map<String, GatewayConfig.Quota> limits;
    private final Families families;
    private final DeviceHours hours;
    private final StoredBytes bytes;
    private final ArtefactStore store;

    Quotas(GatewayConfig config, Families families, DeviceHours hours, StoredBytes bytes, ArtefactStore store) {
        this.limits = config.project();
        this.families = families;
        this.hours = hours;
        this.bytes = bytes;
        this.store = store;
        limits.forEach((name, quota) -> {
            new Project(name);
            quota.maxJobs().ifPresent(most -> notNegative(name, "max-jobs", most));
            quota.maxDeviceHours().ifPresent(most -> notNegative(name, "max-device-hours", most));
            quota.maxBytes().ifPresent(most -> notNegative(name, "max-bytes", most));
        });
    }

    private static void notNegative(String project, String limit, double most) {
        Check.that(most >= 0, setting(project, limit), most, "give 0 or more, or leave it out");
    }

    /** Begins to count what takes long to count, where it is limited. The topics have to be there. */
    public void start() {
        if (limits.values().stream().anyMatch(quota -> quota.maxDeviceHours().isPresent())) {
            hours.start();
        }
    }

    /**
     * @param project who asks for more work
     * @throws ProblemException 429 or 403 if it has what it may have, with what that is and what to do; 503 while that is not known
     */
    public void admitWork(Project project) {
        GatewayConfig.Quota quota = limits.get(project.name());
        if (quota == null) {
            return;
        }
        quota.maxJobs().ifPresent(most -> {
            int open = families.openJobs(project);
            if (open >= most) {
                throw refused(
                        TOO_MANY,
                        project + " has " + open + " jobs that have not ended, and may have " + most,
                        project,
                        "max-jobs",
                        "wait for some of them, or cancel some");
            }
        });
        quota.maxDeviceHours().ifPresent(most -> {
            double used = hours.of(project)
                    .orElseThrow(() -> ProblemException.unavailable(
                            "it is still counted how many device hours " + project + " has used"));
            if (used >= most) {
                throw refused(
                        TOO_MANY,
                        project + " has used " + text(used) + " device hours within " + DeviceHours.WINDOW.toDays()
                                + " days, and may use " + text(most),
                        project,
                        "max-device-hours",
                        "wait until earlier ones are older than that");
            }
        });
        admitBytes(project, 0);
    }

    /**
     * @param project who wants to store something
     * @param more its size in bytes; negative if that is not known
     * @throws ProblemException 403 if it has, or would have, more than it may, with what that is and what to do
     */
    public void admitBytes(Project project, long more) {
        GatewayConfig.Quota quota = limits.get(project.name());
        if (quota == null || quota.maxBytes().isEmpty()) {
            return;
        }
        long most = quota.maxBytes().getAsLong();
        long stored = bytes.of(project);
        if (stored >= most || more > most - stored) {
            throw refused(
                    FORBIDDEN,
                    project + " has " + stored + " bytes in the store"
                            + (more > 0 ? ", and " + more + " more are sent" : "") + "; it may have " + most,
                    project,
                    "max-bytes",
                    "delete something of it");
        }
    }

    /**
     * @param project who has stored something
     * @param more its size in bytes
     */
    public void stored(Project project, long more) {
        bytes.add(project, more);
    }

    /**
     * @param scope who asks
     * @return what each project of that scope has and may have, by name
     */
    public List<ProjectUse> use(Scope scope) {
        Stream<Project> projects = scope.only().map(Stream::of).orElseGet(() -> Stream.of(
                        StoredProjects.in(store),
                        families.ids().stream().map(Project::of),
                        limits.keySet().stream().map(Project::new))
                .flatMap(each -> each));
        return projects.distinct()
                .sorted(Comparator.comparing(Project::name))
                .map(this::use)
                .toList();
    }

    private ProjectUse use(Project project) {
        GatewayConfig.Quota quota = limits.get(project.name());
        OptionalDouble used = hours.of(project);
        return new ProjectUse(
                project.name(),
                families.openJobs(project),
                quota == null || quota.maxJobs().isEmpty()
                        ? null
                        : quota.maxJobs().getAsInt(),
                used.isEmpty() ? null : (Double) used.getAsDouble(),
                quota == null || quota.maxDeviceHours().isEmpty()
                        ? null
                        : (Double) quota.maxDeviceHours().getAsDouble(),
                bytes.of(project),
                quota == null || quota.maxBytes().isEmpty()
                        ? null
                        : (Long) quota.maxBytes().getAsLong());
    }

    /**
     * @param problem what a request was answered with
     * @return whether it was that the project has what it may have at the moment
     */
    public static boolean isReached(ProblemException problem) {
        return problem.problem().title().equals(TITLE);
    }

    private static ProblemException refused(int status, String why, Project project, String limit, String remedy) {
        return new ProblemException(
                status,
                TITLE,
                "the project " + why + " (" + setting(project.name(), limit) + "); " + remedy
                        + ", or ask an operator of the installation for more. GET /projects tells what it has",
                null);
    }

    private static String setting(String project, String limit) {
        return "foundry.gateway.project." + project + "." + limit;
    }

    private static String text(double hours) {
        return String.format(Locale.ROOT, "%.2f", hours);
    }
}
