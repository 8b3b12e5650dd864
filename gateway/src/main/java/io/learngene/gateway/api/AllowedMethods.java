package io.learngene.gateway.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Says with every 405 which methods the path does know (RFC 9110, 15.5.6); the server leaves it out. A new resource is listed here. */
@ApplicationScoped
public class AllowedMethods {

    private static final Pattern PARAMETER = Pattern.compile("\\{\\s*\\w+\\s*(?::([^}]*))?}");

    private record Route(Pattern path, String method) {}

    private static final List<Route> ROUTES = Stream.of(
                    AncestorsResource.class,
                    AuditResource.class,
                    CollectionsResource.class,
                    ComparisonsResource.class,
                    DatasetsResource.class,
                    DeadLettersResource.class,
                    EstimatesResource.class,
                    FamiliesResource.class,
                    JobsResource.class,
                    KeysResource.class,
                    LearngenesResource.class,
                    MethodsResource.class,
                    ModelsResource.class,
                    ProjectsResource.class,
                    SessionResource.class)
            .flatMap(AllowedMethods::routes)
            .toList();

    @ServerResponseFilter
    void tell(ContainerResponseContext response, UriInfo uri) {
        if (response.getStatus() == 405) {
            response.getHeaders()
                    .putSingle(
                            HttpHeaders.ALLOW,
                            String.join(", ", of("/" + uri.getPath().replaceFirst("^/+", ""))));
        }
    }

    private static Set<String> of(String path) {
        Set<String> methods = new TreeSet<>(Set.of(HttpMethod.OPTIONS));
        for (Route route : ROUTES) {
            if (route.path().matcher(path).matches()) {
                methods.add(route.method());
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        return methods;
    }

    private static Stream<Route> routes(Class<?> resource) {
        return Arrays.stream(resource.getDeclaredMethods())
                .flatMap(method -> verb(method).map(verb -> new Route(pattern(path(resource) + path(method)), verb)));
    }

    private static Stream<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .map(type -> type.getAnnotation(HttpMethod.class))
                .filter(Objects::nonNull)
                .map(HttpMethod::value);
    }

    private static String path(AnnotatedElement element) {
        Path path = element.getAnnotation(Path.class);
        return path == null ? "" : path.value();
    }

    /** A parameter is one segment, unless it says what it is. */
    private static Pattern pattern(String template) {
        StringBuilder pattern = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(template);
        int at = 0;
        while (parameter.find()) {
            pattern.append(Pattern.quote(template.substring(at, parameter.start())));
            String own = parameter.group(1);
            pattern.append("(?:").append(own == null ? "[^/]+" : own.strip()).append(')');
            at = parameter.end();
        }
        return Pattern.compile(pattern.append(Pattern.quote(template.substring(at)))
                .append("/?")
                .toString());
    }
}
