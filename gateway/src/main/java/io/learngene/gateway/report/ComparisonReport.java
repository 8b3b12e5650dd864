package io.learngene.gateway.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.contracts.artefact.Score;
import io.learngene.contracts.evaluation.Interval;
import io.learngene.contracts.evaluation.PairedDifference;
import io.learngene.contracts.view.ComparisonView;
import io.learngene.gateway.view.Cost;
import io.learngene.method.comparison.ComparisonRequest;
import java.util.List;

/**
 * Methods and controls beside one another: how good their models are at every target, what they cost, and where a method loses. Numbers of
 * several seeds are means.
 *
 * @param comparison where it stands
 * @param request what was asked for, complete
 * @param headline the score of the table; accuracy on the test images before there is one
 * @param ancestor the one ancestor; null before it is known
 * @param sentences what the numbers say, in words
 * @param best the best of every target
 * @param rows one for every method, width and depth
 * @param differences between methods at the same target, on the same images and of the same seeds
 * @param ledger what every method costs
 * @param rerun command that asks for it again
 */
public record ComparisonReport(
        ComparisonView comparison,
        ComparisonRequest request,
        Score headline,
        Ancestor ancestor,
        List<String> sentences,
        List<Best> best,
        List<Row> rows,
        List<Difference> differences,
        List<Line> ledger,
        String rerun) {

    /**
     * The ancestor.
     *
     * @param id id
     * @param score its headline score; null if not known
     * @param cost what training it took; null if it was given
     */
    public record Ancestor(String id, Double score, Cost cost) {}

    /**
     * The models of a method at one target.
     *
     * @param method method or control
     * @param control whether it is a control
     * @param width token width
     * @param depth layers
     * @param parameters parameters of one model
     * @param score0 headline score before its training; null if not known
     * @param score1 headline score after one epoch; null if not known
     * @param score headline score at its end
     * @param accuracy share of the test images that are right; null if that was not counted
     * @param interval 95 % interval of that, by Wilson: of the images and not of the seeds; null without it
     * @param least headline score at the end of the worst seed
     * @param most headline score at the end of the best seed
     * @param own what training one model took, and what was fitted for it before
     * @param alone the same, with all of the learngene
     * @param withAncestor the same, with the ancestor's training where it needs one; null where that is not known
     * @param runs one for every seed
     */
    public record Row(
            String method,
            boolean control,
            int width,
            int depth,
            long parameters,
            @JsonProperty("score_0") Double score0,
            @JsonProperty("score_1") Double score1,
            Double score,
            Double accuracy,
            Interval interval,
            Double least,
            Double most,
            Cost own,
            Cost alone,
            Cost withAncestor,
            List<Run> runs) {

        /** {@return whether both are of one target} */
        boolean besides(Row other) {
            return width == other.width && depth == other.depth;
        }
    }

    /**
     * A model.
     *
     * @param seed its seed
     * @param family its family
     * @param model its name there
     * @param score0 headline score before its training; null if not known
     * @param score1 headline score after one epoch; null if not known
     * @param score headline score at its end
     * @param images test images; null if that was not counted
     * @param right how many of them are right; null if that was not counted
     */
    public record Run(
            long seed,
            String family,
            String model,
            @JsonProperty("score_0") Double score0,
            @JsonProperty("score_1") Double score1,
            Double score,
            Long images,
            Long right) {}

    /**
     * Who is best at a target.
     *
     * @param width token width
     * @param depth layers
     * @param parameters parameters of one model
     * @param before best before training
     * @param afterOne best after one epoch
     * @param end best at the end
     * @param score its headline score
     * @param cheapest who costs least for one model, the learngene counted, of those that are not told apart from the best at its end
     * @param cost what it costs
     */
    public record Best(
            int width,
            int depth,
            long parameters,
            String before,
            String afterOne,
            String end,
            Double score,
            String cheapest,
            Cost cost) {}

    /**
     * How much better a method is than another one at a target.
     *
     * @param method the one
     * @param than the other
     * @param width token width
     * @param depth layers
     * @param found the difference on the same test images
     * @param seeds seeds that both have
     * @param least difference of the seed where it is least
     * @param most difference of the seed where it is most
     */
    public record Difference(
            String method,
            String than,
            int width,
            int depth,
            @JsonUnwrapped PairedDifference found,
            int seeds,
            double least,
            double most) {

        /** {@return whether the images tell the two apart, and no seed says the contrary} */
        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public boolean toldApart() {
            return worse() || better();
        }

        boolean worse() {
            return found.interval().high() < 0 && most < 0;
        }

        boolean better() {
            return found.interval().low() > 0 && least > 0;
        }
    }

    /**
     * What a method costs for all targets of a width, as the mean of its seeds.
     *
     * @param method method or control
     * @param width token width
     * @param seeds seeds that are finished
     * @param stored parameters that are stored: the learngene's, of a method without one all models'
     * @param models models of one seed
     * @param learngene what the learngene took; nothing without one
     * @param training what all models took
     * @param total both
     * @param withAncestor the same, with the ancestor's training where it needs one; null where that is not known
     */
    public record Line(
            String method,
            int width,
            int seeds,
            long stored,
            int models,
            Cost learngene,
            Cost training,
            Cost total,
            Cost withAncestor) {}
}
