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
        w = self.ready()
        logits: List[Tensor] = []
        for i in range((count + self.part - 1) // self.part):
            part = images[i * self.part : min(i * self.part + self.part, count)]
            logits.append(self.logits(part, w).float())
        return logits[0] if len(logits) == 1 else torch.cat(logits)

    def evaluate(self, images: Tensor, labels: Tensor) -> Tensor:
        return __torch__.loss.scores(self.classify(images), labels)

    # The gradient of every weight, and the loss at the end.
    def gradients(
        self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, settings: Tensor
    ) -> List[Tensor]:
        values: List[float] = settings.tolist()
        loss, right = self.passes(images, labels, targets, drop, values)
        return self.gradient + [loss]

    # One training step. settings [13]: the four of loss(), largest gradient norm, weight decay, the four of
    # adamw.update, share of an image's own label, loss scale, decay of the average (0 for none).
    # -> [3] float64: loss, gradient norm before clipping, images classified right
    def step(self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, settings: Tensor) -> Tensor:
        values: List[float] = settings.tolist()
        loss, right = self.passes(images, labels, targets, drop, values)
        norm = __torch__.adamw.clip(self.gradient, values[4])
        # Scaled gradients may overflow; such a step changes nothing and is tried with a smaller scale.
        if values[11] == 1.0 or bool(norm.isfinite()):
            self.steps[0].add_(1)
            self.update(self.decayed_weights, self.decayed, values[6:10], values[5])
            self.update(self.other_weights, self.others, values[6:10], 0.0)
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

    # Forward and backward pass: sums the gradient of every weight up in self.gradient. drop [2 x layers, B] holds the
    # factor of each residual branch, [0] for none -> loss []; images classified right []. A large batch goes through in
    # equal parts, whose activations the processor's cache holds; every loss is a mean over the images, so the parts add
    # up to the batch.
    def passes(
        self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, settings: List[float]
    ) -> Tuple[Tensor, Tensor]:
        self.training = True
        if len(self.gradient) == 0:
            self.gradient = [torch.zeros_like(w).detach() for w in self.weights]
        else:
            torch._foreach_zero_(self.gradient)
        count = images.shape[0]
        parts = (count + self.part - 1) // self.part
        size = (count + parts - 1) // parts
        w, back = self.ready(), self.start_gradients()
        loss = torch.zeros([], device=images.device)
        right = torch.zeros([], dtype=4, device=images.device)
        for i in range(parts):
            start, end = i * size, min(i * size + size, count)
            part_loss, z = self.differentiate(images, labels, targets, drop, settings, start, end, w, back)
            loss = loss + part_loss
            right = right + (z.argmax(1) == labels[start:end]).sum()
        self.finish_gradients()
        if settings[11] != 1.0:
            torch._foreach_div_(self.gradient, settings[11])
            loss = loss / settings[11]
        return loss, right

    # The share of images [start, end) in the batch's loss, times the loss scale, of their logits z.
    # settings: alpha, tau, per element, smoothing, ...
    def loss(
        self, z: Tensor, labels: Tensor, targets: Tensor, settings: List[float], start: int, end: int
    ) -> Tensor:
        y = labels[start:end]
        others = labels.flip([0])[start:end]
        t = targets if targets.numel() == 0 else targets[start:end]
        loss = __torch__.loss.objective(
            z, y, others, settings[10], t, settings[0], settings[1], settings[2] > 0.0, settings[3]
        )
        if y.shape[0] < labels.shape[0]:
            loss = loss * (y.shape[0] / labels.shape[0])
        return loss if settings[11] == 1.0 else loss * settings[11]

    def update(self, weights: List[Tensor], positions: List[int], settings: List[float], decay: float) -> None:
        g = __torch__.adamw.pick(self.gradient, positions)
        first = __torch__.adamw.pick(self.first, positions)
        second = __torch__.adamw.pick(self.second, positions)
        __torch__.adamw.update(weights, g, first, second, self.steps[0], settings, decay)
