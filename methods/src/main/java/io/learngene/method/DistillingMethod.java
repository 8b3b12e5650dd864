package io.learngene.method;

import io.learngene.contracts.architecture.StageSchedule;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.family.Target;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.WeightInit;
import io.learngene.engine.expansion.Descendant;
import io.learngene.engine.network.StepExtension;
import io.learngene.engine.random.Seeds;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.RandomInitialisation;
import io.learngene.engine.tensor.Tensor;
import io.learngene.engine.training.LayerSchedule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A method that distils an ancestor into a learngene, of which models of several depths begin. The jobs are the same for all of them;
 * what a method says here is what the distillation trains, and what a model begins with.
 */
public interface DistillingMethod extends Method {

    /**
     * What a distillation trains.
     *
     * @param network the network
     * @param layers its layers in every step
     * @param extension how its weights follow from what is trained; {@link StepExtension#NONE} where they are that
     * @param first makes what is trained; null to draw the network's own weights from the seed
     */
    record Plan(
            NetworkSpec network, LayerSchedule layers, StepExtension extension, Supplier<Map<String, Tensor>> first) {

        /**
         * @param request a request with {@link DistilledRequest#repeats}
         * @param auxiliary shape of the auxiliary model
         * @return the auxiliary model whose layers share the blocks of their stages, its later steps elastic and its first attention mimetic where
         *     the request says so
         */
        public static Plan sharing(DistilledRequest request, VitArchitecture auxiliary) {
            NetworkSpec shared = NetworkSpec.auxiliary(auxiliary, request.repeats());
            ElasticStages elastic = request.distillation().elastic();
            LayerSchedule layers = elastic == null
                    ? LayerSchedule.fixed(shared)
                    : LayerSchedule.drawn(
                            elastic.shallowest(shared.blocks()),
                            elastic.shallowShare(),
                            shared.blockOfLayer(),
                            elastic.from(),
                            random -> elastic.draw(shared.blocks(), random),
                            elastic);
            return new Plan(shared, layers, StepExtension.NONE, first(request, shared));
        }

        private static Supplier<Map<String, Tensor>> first(DistilledRequest request, NetworkSpec shared) {
            DistillationRecipe recipe = request.distillation();
            if (recipe.attention() == Attention.MIMETIC) {
                return () -> MimeticWeights.tensors(shared, MimeticRule.DEFAULT, request.seed(), recipe.drawn());
            }
            return recipe.drawn() == WeightInit.TRUNC_NORMAL
                    ? null
                    : () -> RandomInitialisation.draw(shared, Seeds.of(request.seed(), "weights"), recipe.drawn());
        }
    }

    /**
     * @param request a complete request of this method
     * @param auxiliary shape of the auxiliary model, for the dataset
     * @return what is trained
     */
    Plan plan(DistilledRequest request, VitArchitecture auxiliary);

    /**
     * @param auxiliary shape of the auxiliary model
     * @param repeats how often it applies each of its blocks; null where that means nothing
     * @param targets what is wanted
     * @return one descendant for each different target, in their order
     * @throws io.learngene.contracts.InvalidFieldException if no model can be what is wanted
     */
    List<Descendant> descendants(VitArchitecture auxiliary, StageSchedule repeats, List<Target> targets);

    /**
     * @param learngene a learngene of this method
     * @param descendant one of {@link #descendants}
     * @param name its name in the family
     * @param materialised its stored complete weights; null where they are made on demand
     * @return the model before its tuning
     */
    InitialModel initialisation(
            LearngeneManifest learngene, Descendant descendant, String name, ArtefactRef materialised);

    /** {@return whether it leaves something of a model to fit before its tuning: whether {@link #prepared} looks at a fit} */
    default boolean fits() {
        return false;
    }

    /**
     * @param auxiliary shape of the auxiliary model
     * @param model shape of a model that begins with its learngene
     * @param fit what the request says of a fit; null for none
     * @return kind of the job that {@link #prepared} puts before its tuning; empty for none
     */
    default Optional<String> preparation(VitArchitecture auxiliary, VitArchitecture model, Fit fit) {
        return Optional.empty();
    }

    /**
     * @param learngene a learngene of this method
     * @param tuning the tuning of a model that begins with it
     * @param fit what the request says of a fit; null for none
     * @return what is queued: the tuning, or a job that fits what is left open of the model and queues the tuning
     */
    default JobSpec prepared(LearngeneManifest learngene, TuneJob tuning, Fit fit) {
        return tuning;
    }
}
