    # ---- What every classifier does around its logits(); the packer appends this to the class above. ----

    def tensors(self) -> List[Tensor]:
        return self.weights

    # The tensors given here belong to the module from now on. (Every method returns tensors: DJL reads no other result.)
    def load_weights(self, weights: List[Tensor]) -> List[Tensor]:
        self.weights = [w.requires_grad_(True) for w in weights]
        # The same memory without gradients, for the optimiser: its change is no part of a graph.
        self.decayed_weights = [w.detach() for w in __torch__.adamw.pick(weights, self.decayed)]
        self.other_weights = [w.detach() for w in __torch__.adamw.pick(weights, self.others)]
        return self.weights

    def load_statistics(self, statistics: List[Tensor]) -> List[Tensor]:
        self.statistics = statistics
        return self.statistics

    def load_moments(self, first: List[Tensor], second: List[Tensor], steps: List[Tensor]) -> List[Tensor]:
        self.first = first
        self.second = second
        self.steps = steps
        return self.steps

    def start_moments(self) -> List[Tensor]:
        self.first = [torch.zeros_like(w).detach() for w in self.weights]
        self.second = [torch.zeros_like(w).detach() for w in self.weights]
        self.steps = [torch.zeros([], dtype=6, device=self.weights[0].device)]
        return self.steps

    def load_average(self, average: List[Tensor]) -> List[Tensor]:
        self.average = average
        return self.average

    def load_average_statistics(self, statistics: List[Tensor]) -> List[Tensor]:
        self.average_statistics = statistics
        return self.average_statistics

    def start_average(self) -> List[Tensor]:
        self.average = [w.detach().clone() for w in self.weights]
        self.average_statistics = [s.clone() for s in self.statistics]
        return self.average

    # Exchanges the weights with their average for an evaluation; the next call exchanges them back.
    def swap_average(self) -> List[Tensor]:
        weights, statistics = self.weights, self.statistics
        self.weights, self.statistics = self.average, self.average_statistics
        self.average, self.average_statistics = weights, statistics
        return self.average

    def saved_average(self) -> List[Tensor]:
        return self.average

    def saved_average_statistics(self) -> List[Tensor]:
        return self.average_statistics

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

    # images [B, 3, S, S] -> [B, K], as in evaluation
    def classify(self, images: Tensor) -> Tensor:
        self.training = False
        count = images.shape[0]
        logits: List[Tensor] = []
        for i in range((count + self.part - 1) // self.part):
            part = images[i * self.part : min(i * self.part + self.part, count)]
            logits.append(self.logits(part, torch.empty([0])).float())
        return logits[0] if len(logits) == 1 else torch.cat(logits)

    def evaluate(self, images: Tensor, labels: Tensor) -> Tensor:
        return __torch__.loss.scores(self.classify(images), labels)

    # The gradient of every weight, and the loss at the end.
    def gradients(
        self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, settings: Tensor
    ) -> List[Tensor]:
        values: List[float] = settings.tolist()
        g, loss, right = self.passes(images, labels, targets, drop, values)
        return g + [loss]

    # One training step. settings [13]: the four of part_passes, largest gradient norm, weight decay, the four of
    # adamw.update, share of an image's own label, loss scale, decay of the average (0 for none).
    # -> [3] float64: loss, gradient norm before clipping, images classified right
    def step(self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, settings: Tensor) -> Tensor:
        values: List[float] = settings.tolist()
        g, loss, right = self.passes(images, labels, targets, drop, values)
        norm = __torch__.adamw.clip(g, values[4])
        # Scaled gradients may overflow; such a step changes nothing and is tried with a smaller scale.
        if values[11] == 1.0 or bool(norm.isfinite()):
            self.steps[0].add_(1)
            self.update(self.decayed_weights, self.decayed, g, values[6:10], values[5])
            self.update(self.other_weights, self.others, g, values[6:10], 0.0)
        if values[12] > 0.0:
            self.follow(1.0 - values[12])
        return torch.stack([loss.double(), norm.double(), right.double()])

    # Moves the average towards the weights.
    def follow(self, share: float) -> None:
        torch._foreach_mul_(self.average, 1.0 - share)
        torch._foreach_add_(self.average, [w.detach() for w in self.weights], alpha=share)
        for i in range(len(self.statistics)):
            if self.statistics[i].is_floating_point():
                self.average_statistics[i].lerp_(self.statistics[i], share)
            else:
                self.average_statistics[i].copy_(self.statistics[i])

    # Forward and backward pass -> gradient of every weight; loss []; images classified right []. A large batch goes
    # through in equal parts, whose activations the processor's cache holds; every loss is a mean over the images, so
    # the parts add up to the batch.
    def passes(
        self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, settings: List[float]
    ) -> Tuple[List[Tensor], Tensor, Tensor]:
        self.training = True
        count = images.shape[0]
        parts = (count + self.part - 1) // self.part
        size = (count + parts - 1) // parts
        g, loss, right = self.part_passes(images, labels, targets, drop, settings, 0, min(size, count))
        for i in range(1, parts):
            more, part_loss, part_right = self.part_passes(
                images, labels, targets, drop, settings, i * size, min(i * size + size, count)
            )
            g = torch._foreach_add(g, more)
            loss = loss + part_loss
            right = right + part_right
        if settings[11] != 1.0:
            g = torch._foreach_div(g, settings[11])
        return g, loss, right

    # The share of images [start, end) in the batch's gradients, loss and hits.
    # settings: alpha, tau, per element, smoothing, ...; gradients times the loss scale
    def part_passes(
        self,
        images: Tensor,
        labels: Tensor,
        targets: Tensor,
        drop: Tensor,
        settings: List[float],
        start: int,
        end: int,
    ) -> Tuple[List[Tensor], Tensor, Tensor]:
        y = labels[start:end]
        others = labels.flip([0])[start:end]
        t = targets if targets.numel() == 0 else targets[start:end]
        d = drop if drop.numel() == 0 else drop[:, start:end]
        z = self.logits(images[start:end], d)
        loss = __torch__.loss.objective(
            z, y, others, settings[10], t, settings[0], settings[1], settings[2] > 0.0, settings[3]
        )
        if y.shape[0] < labels.shape[0]:
            loss = loss * (y.shape[0] / labels.shape[0])
        scaled = loss if settings[11] == 1.0 else loss * settings[11]
        return __torch__.adamw.gradients(scaled, self.weights), loss.detach(), (z.detach().argmax(1) == y).sum()

    def update(
        self, weights: List[Tensor], positions: List[int], g: List[Tensor], settings: List[float], decay: float
    ) -> None:
        first = __torch__.adamw.pick(self.first, positions)
        second = __torch__.adamw.pick(self.second, positions)
        __torch__.adamw.update(
            weights, __torch__.adamw.pick(g, positions), first, second, self.steps[0], settings, decay
        )
