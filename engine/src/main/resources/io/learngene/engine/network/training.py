# What every classifier does around its network's passes: it is trained and evaluated. B images, K classes.
# (Every method that Java calls returns tensors: DJL reads no other result.)
class Training(Module):
    __parameters__ = []
    __buffers__ = []
    training: bool
    gradients: __torch__.gradients.Gradients
    # most images that pass at once
    part: int
    # names of the numbers that a step takes
    names: List[str]
    # whether the weights are computed from the factors; else they are the factors
    factored: bool
    # whether a step goes elsewhere than the gradients point
    directed: bool

    factors: List[Tensor]  # what is trained, float32
    fixed: List[Tensor]  # tensors of the method that are not
    layers: List[Tensor]  # one, for each layer its block [L], int64; none for a residual network
    written: List[Tensor]  # the weights as they were computed from the factors, and can be differentiated
    weights: List[Tensor]  # the weights as the passes take them
    statistics: List[Tensor]
    class_weights: List[Tensor]  # one [K], or none
    gradient: List[Tensor]  # of every factor
    first: List[Tensor]
    second: List[Tensor]
    steps: List[Tensor]  # one element [], optimiser steps taken
    # Factors whose steps are alike: their positions, their share of the learning rate, and that of the weight decay, 1 or 0.
    groups: List[List[int]]
    rate_shares: List[float]
    decay_shares: List[float]
    # The same memory as that of the groups' factors without gradients, for the optimiser: its change is no part of a graph.
    group_factors: List[List[Tensor]]
    average: List[Tensor]  # running means of the factors, or none
    average_statistics: List[Tensor]

    def load_fixed(self, fixed: List[Tensor]) -> List[Tensor]:
        self.fixed = fixed
        return self.fixed

    # The tensors given here belong to the module from now on.
    def load_factors(self, factors: List[Tensor]) -> List[Tensor]:
        self.factors = [f.requires_grad_(True) for f in factors]
        detached = [f.detach() for f in factors]
        self.group_factors = [__torch__.adamw.pick(detached, group) for group in self.groups]
        self.write_out()
        return self.factors

    def load_statistics(self, statistics: List[Tensor]) -> List[Tensor]:
        self.statistics = statistics
        return self.statistics

    def load_class_weights(self, weights: List[Tensor]) -> List[Tensor]:
        self.class_weights = weights
        return self.class_weights

    def load_moments(self, first: List[Tensor], second: List[Tensor], steps: List[Tensor]) -> List[Tensor]:
        self.first = first
        self.second = second
        self.steps = steps
        return self.steps

    def start_moments(self) -> List[Tensor]:
        self.first = [torch.zeros_like(f).detach() for f in self.factors]
        self.second = [torch.zeros_like(f).detach() for f in self.factors]
        self.steps = [torch.zeros([], dtype=6, device=self.factors[0].device)]
        return self.steps

    def load_average(self, average: List[Tensor]) -> List[Tensor]:
        self.average = average
        return self.average

    def load_average_statistics(self, statistics: List[Tensor]) -> List[Tensor]:
        self.average_statistics = statistics
        return self.average_statistics

    def start_average(self) -> List[Tensor]:
        self.average = [f.detach().clone() for f in self.factors]
        self.average_statistics = [s.clone() for s in self.statistics]
        return self.average

    # Exchanges the factors with their average for an evaluation; the next call exchanges them back.
    def swap_average(self) -> List[Tensor]:
        factors, statistics = self.factors, self.statistics
        self.factors, self.statistics = self.average, self.average_statistics
        self.average, self.average_statistics = factors, statistics
        self.write_out()
        return self.average

    def saved_average(self) -> List[Tensor]:
        return self.average

    def saved_average_statistics(self) -> List[Tensor]:
        return self.average_statistics

    def saved_factors(self) -> List[Tensor]:
        return [f.detach() for f in self.factors]

    def saved_weights(self) -> List[Tensor]:
        return [w.detach() for w in self.weights]

    def saved_statistics(self) -> List[Tensor]:
        return self.statistics

    def saved_first(self) -> List[Tensor]:
        return self.first

    def saved_second(self) -> List[Tensor]:
        return self.second

    def saved_steps(self) -> List[Tensor]:
        return self.steps

    # From now on layer i applies block layers[i]. layers [L], int64
    def arrange(self, layers: Tensor) -> List[Tensor]:
        values: List[int] = layers.tolist()
        self.gradients.network.arrange(values)
        self.layers = [layers]
        # What a method computes the weights from may depend on the number of layers.
        if self.factored and len(self.factors) > 0:
            self.write_out()
        return self.layers

    # images [B, 3, S, S] -> [B, K], as in evaluation
    def classify(self, images: Tensor) -> Tensor:
        count = images.shape[0]
        w = self.gradients.network.ready(self.weights, self.statistics)
        logits: List[Tensor] = []
        for i in range((count + self.part - 1) // self.part):
            part = images[i * self.part : min(i * self.part + self.part, count)]
            logits.append(self.gradients.network.logits(part, w).float())
        return logits[0] if len(logits) == 1 else torch.cat(logits)

    # images [B, 3, S, S] -> [L] float64, see the network
    def cosines(self, images: Tensor) -> Tensor:
        return self.gradients.network.cosines(images, self.gradients.network.ready(self.weights, self.statistics))

    def evaluate(self, images: Tensor, labels: Tensor) -> Tensor:
        return __torch__.loss.scores(self.classify(images), labels)

    # What evaluate() returns, and the answer to each image, out of one pass.
    def judge(self, images: Tensor, labels: Tensor) -> List[Tensor]:
        logits = self.classify(images)
        return [__torch__.loss.scores(logits, labels), __torch__.loss.answers(logits)]

    # The gradient of every factor, and the loss at the end. Arguments as in step().
    def differentiate(
        self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, numbers: Tensor
    ) -> List[Tensor]:
        loss, right = self.passes(images, labels, targets, drop, self.named(numbers))
        self.pull_back()
        self.write_out()
        return self.gradient + [loss]

    # One training step. drop [2 x layers, B] holds the factor of each residual branch, [0] for none; numbers: one for each name
    # -> [3] float64: loss, gradient norm before clipping, images classified right
    def step(self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, numbers: Tensor) -> Tensor:
        n = self.named(numbers)
        loss, right = self.passes(images, labels, targets, drop, n)
        self.pull_back()
        norm = __torch__.adamw.clip(self.gradient, n["clip_norm"])
        # Scaled gradients may overflow; such a step changes nothing and is tried with a smaller scale.
        if n["loss_scale"] == 1.0 or bool(norm.isfinite()):
            self.steps[0].add_(1)
            for i in range(len(self.groups)):
                self.update(i, n)
        self.write_out()
        if n["average_share"] > 0.0:
            self.follow(n["average_share"])
        return torch.stack([loss.double(), norm.double(), right.double()])

    def named(self, numbers: Tensor) -> Dict[str, float]:
        values: List[float] = numbers.tolist()
        result: Dict[str, float] = {}
        for i in range(len(self.names)):
            result[self.names[i]] = values[i]
        return result

    # The weights follow the factors.
    def write_out(self) -> None:
        if self.factored:
            self.written = __torch__.places.materialise(self.factors, self.fixed + self.layers)
            # The kernels read memory as it lies; 0: contiguous
            self.weights = [w.detach().contiguous(memory_format=0).requires_grad_(True) for w in self.written]
        else:
            self.weights = self.factors

    # From the gradients of the weights to the direction that a step of the factors goes against.
    def pull_back(self) -> None:
        self.gradient = self.gradients.sums
        if self.factored:
            self.gradient = __torch__.autograd.pulled_back(self.written, self.factors, self.gradients.sums)
        if self.directed:
            self.gradient = __torch__.places.direction(self.gradient, self.fixed)

    # Moves the average towards the factors.
    def follow(self, share: float) -> None:
        torch._foreach_mul_(self.average, 1.0 - share)
        torch._foreach_add_(self.average, [f.detach() for f in self.factors], alpha=share)
        for i in range(len(self.statistics)):
            if self.statistics[i].is_floating_point():
                self.average_statistics[i].lerp_(self.statistics[i], share)
            else:
                self.average_statistics[i].copy_(self.statistics[i])

    # Forward and backward pass: the gradients of the weights are in self.gradients.sums afterwards -> loss []; images classified
    # right []. A large batch goes through in equal parts, whose activations the processor's cache holds; every loss is a mean over
    # the images, so the parts add up to the batch.
    def passes(
        self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, numbers: Dict[str, float]
    ) -> Tuple[Tensor, Tensor]:
        count = images.shape[0]
        parts = (count + self.part - 1) // self.part
        size = (count + parts - 1) // parts
        w, back = self.gradients.network.ready(self.weights, self.statistics), self.gradients.start(self.weights)
        # Image i was mixed with the last but i.
        others = labels.flip([0])
        weights = self.class_weights[0] if len(self.class_weights) > 0 else torch.empty([0])
        loss = torch.zeros([], device=images.device)
        right = torch.zeros([], dtype=4, device=images.device)
        for i in range(parts):
            start, end = i * size, min(i * size + size, count)
            t = targets if targets.numel() == 0 else targets[start:end]
            d = drop if drop.numel() == 0 else drop[:, start:end]
            batch = {"labels": labels[start:end], "others": others[start:end], "targets": t, "class_weights": weights}
            part_loss, z = self.gradients.add(
                self.weights, w, back, images[start:end], d, batch, count, self.fixed, numbers
            )
            loss = loss + part_loss
            # Where an image has any number of classes, none is the right one.
            if labels.dim() == 1:
                right = right + (z.argmax(1) == labels[start:end]).sum()
        self.gradients.finish()
        if numbers["loss_scale"] != 1.0:
            torch._foreach_div_(self.gradients.sums, numbers["loss_scale"])
            loss = loss / numbers["loss_scale"]
        return loss, right

    # One step of a group.
    def update(self, group: int, numbers: Dict[str, float]) -> None:
        positions = self.groups[group]
        g = __torch__.adamw.pick(self.gradient, positions)
        first = __torch__.adamw.pick(self.first, positions)
        second = __torch__.adamw.pick(self.second, positions)
        rate = numbers["learning_rate"] * self.rate_shares[group]
        decay = numbers["weight_decay"] * self.decay_shares[group]
        factors = self.group_factors[group]
        __torch__.adamw.update(factors, g, first, second, self.steps[0], numbers, rate, decay)
