package io.learngene.method;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import io.learngene.contracts.Json;
import io.learngene.contracts.Vocabulary;
import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.DatasetManifest;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.event.Heartbeat;
import io.learngene.contracts.event.LearngenePublished;
import io.learngene.contracts.event.TrainingPoint;
import io.learngene.contracts.family.DatasetSelection;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.Freeze;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.Problem;
import io.learngene.method.comparison.ComparisonRequest;
import io.learngene.method.growth.GrowthOperator;
import io.learngene.method.sws.FamilyRequest;
import io.learngene.method.tuning.TuneRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** JSON Schemas (2020-12) as they follow from the records. */
final class Schemas {

    /** Records that can be written shorter, and the JSON type of the short form. */
    private static final Map<Class<?>, String> SHORT_FORMS = Map.of(
            DatasetSelection.class,
            "string",
            AncestorChoice.class,
            "string",
            GrowthOperator.class,
            "string",
            Target.class,
            "integer");

    private static final Map<Class<?>, Function<Vocabulary, List<? extends Class<?>>>> OPEN = Map.of(
            MethodRequest.class,
            Vocabulary::requests,
            DistilledRequest.class,
            vocabulary -> vocabulary.requests().stream()
                    .filter(DistilledRequest.class::isAssignableFrom)
                    .toList(),
            JobSpec.class,
            // A map has no order, and the committed schema has one.
            vocabulary -> vocabulary.jobs().keySet().stream()
                    .sorted(Comparator.comparing(Class::getSimpleName))
                    .toList(),
            JobResult.class,
            Vocabulary::results,
            Origin.class,
            Vocabulary::origins,
            InitialModel.class,
            Vocabulary::initialModels);

    private Schemas() {}

    static Map<String, JsonNode> generate() {
        SchemaGenerator generator = generator();
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        types().forEach((name, type) -> schemas.put(name, withoutNeedOfMethod(sorted(generator.generateSchema(type)))));
        return schemas;
    }

    /** Fields in alphabetical order: JSON has none, and the generator puts those of unwrapped records last. */
    private static JsonNode sorted(JsonNode schema) {
        if (schema.get("properties") instanceof ObjectNode properties) {
            Map<String, JsonNode> fields = new TreeMap<>();
            properties.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            properties.removeAll().setAll(fields);
        }
        if (schema.get("required") instanceof ArrayNode required) {
            List<JsonNode> names = new ArrayList<>();
            required.forEach(names::add);
            names.sort(Comparator.comparing(JsonNode::asText));
            required.removeAll().addAll(names);
        }
        schema.forEach(Schemas::sorted);
        return schema;
    }

    /** Where only one method's request is read, it need not name its method. */
    private static JsonNode withoutNeedOfMethod(JsonNode schema) {
        if (schema.path("properties").path("method").has("const")) {
            ((ObjectNode) schema).remove("required");
        }
        schema.forEach(Schemas::withoutNeedOfMethod);
        return schema;
    }

    static Map<String, Class<?>> types() {
        Map<String, Class<?>> types = new LinkedHashMap<>();
        types.put("job", Job.class);
        types.put("fact", Fact.class);
        types.put("learngene-published", LearngenePublished.class);
        types.put("training-point", TrainingPoint.class);
        types.put("heartbeat", Heartbeat.class);
        types.put("cancellation", Cancellation.class);
        types.put("result-manifest", JobResult.class);
        types.put("dataset-manifest", DatasetManifest.class);
        types.put("ancestor-manifest", AncestorManifest.class);
        types.put("initialisation", InitialModel.class);
        types.put("method-request", MethodRequest.class);
        types.put("family-request", FamilyRequest.class);
        types.put("expand-request", ExpandRequest.class);
        types.put("tune-request", TuneRequest.class);
        types.put("comparison-request", ComparisonRequest.class);
        types.put("comparison-view", ComparisonView.class);
        types.put("family-view", FamilyView.class);
        types.put("problem", Problem.class);
        return types;
    }

    private static SchemaGenerator generator() {
        SchemaGeneratorConfigBuilder config =
                new SchemaGeneratorConfigBuilder(Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON);
        // Before Jackson's module, which would take an open type for one without subtypes.
        config.forTypesInGeneral().withCustomDefinitionProvider(Schemas::anyOfItsWords);
        config.with(new JacksonModule(
                        JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY, JacksonOption.INLINE_TRANSFORMED_SUBTYPES))
                .with(Option.DEFINITIONS_FOR_ALL_OBJECTS)
                .with(Option.SCHEMA_VERSION_INDICATOR);
        SnakeCaseStrategy snakeCase = new SnakeCaseStrategy();
        config.forFields()
                .withPropertyNameOverrideResolver(
                        field -> field.getAnnotation(com.fasterxml.jackson.annotation.JsonProperty.class) == null
                                ? snakeCase.translate(field.getDeclaredName())
                                : null)
                // A number that may be left out says what its absence means.
                .withRequiredCheck(field ->
                        field.getRawMember().getType().isPrimitive() && field.getAnnotation(JsonSetter.class) == null);
        config.forTypesInGeneral().withCustomDefinitionProvider((type, context) -> {
            Class<?> erased = type.getErasedType();
            if (erased == Instant.class) {
                return new CustomDefinition(
                        context.getGeneratorConfig()
                                .createObjectNode()
                                .put("type", "string")
                                .put("format", "date-time"),
                        CustomDefinition.DefinitionType.INLINE,
                        CustomDefinition.AttributeInclusion.YES);
            }
            if (erased == StageSchedule.class) {
                ObjectNode schedule =
                        context.getGeneratorConfig().createObjectNode().put("type", "array");
                schedule.putObject("items").put("type", "integer");
                return new CustomDefinition(schedule);
            }
            if (erased == Freeze.class) {
                ObjectNode either = context.getGeneratorConfig().createObjectNode();
                ArrayNode forms = either.putArray("anyOf");
                forms.addObject().put("type", "integer");
                forms.addObject().put("type", "string").putArray("enum").add("all");
                return new CustomDefinition(either);
            }
            return null;
        });
        config.forTypesInGeneral().withCustomDefinitionProvider(new ShortForms());
        return new SchemaGenerator(config.build());
    }

    /** An open type is any of what the vocabularies add to it. */
    private static CustomDefinition anyOfItsWords(ResolvedType type, SchemaGenerationContext context) {
        Function<Vocabulary, List<? extends Class<?>>> words = OPEN.get(type.getErasedType());
        if (words == null) {
            return null;
        }
        ObjectNode any = context.getGeneratorConfig().createObjectNode();
        ArrayNode all = any.putArray("anyOf");
        Vocabulary.all().stream()
                .flatMap(vocabulary -> words.apply(vocabulary).stream())
                .forEach(word -> all.add(context.createDefinitionReference(
                        context.getTypeContext().resolve(word))));
        return new CustomDefinition(any);
    }

    /** Adds the short form beside the long one. */
    private static final class ShortForms implements CustomDefinitionProviderV2 {
        @Override
        public CustomDefinition provideCustomSchemaDefinition(ResolvedType type, SchemaGenerationContext context) {
            String shortForm = SHORT_FORMS.get(type.getErasedType());
            if (shortForm == null) {
                return null;
            }
            ObjectNode either = context.getGeneratorConfig().createObjectNode();
            either.putArray("anyOf")
                    .add(context.getGeneratorConfig().createObjectNode().put("type", shortForm))
                    .add(context.createStandardDefinition(type, this));
            return new CustomDefinition(either);
        }
    }
}
