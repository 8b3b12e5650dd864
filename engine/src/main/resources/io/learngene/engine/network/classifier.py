    # ---- What every classifier does around its logits(); the packer appends this to the class above. ----

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
        return self.logits(images, torch.empty([0])).float()

    def evaluate(self, images: Tensor, labels: Tensor) -> Tensor:
        return __torch__.loss.scores(self.classify(images), labels)

    # Loss [] with its graph, and the logits [B, K]. settings: alpha, tau, per element, smoothing, ...
    def loss(
        self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, settings: List[float]
    ) -> Tuple[Tensor, Tensor]:
        self.training = True
        z = self.logits(images, drop)
        loss = __torch__.loss.objective(
            z, labels, targets, settings[0], settings[1], settings[2] > 0.0, settings[3]
        )
        return loss, z.detach()

    # The gradient of every weight, and the loss at the end.
    def gradients(
        self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, settings: Tensor
    ) -> List[Tensor]:
        values: List[float] = settings.tolist()
        loss, z = self.loss(images, labels, targets, drop, values)
        return __torch__.adamw.gradients(loss, self.weights) + [loss.detach()]

    # One training step. settings [10]: the four of loss, largest gradient norm, weight decay, the four of adamw.update.
    # -> [3] float64: loss, gradient norm before clipping, images classified right
    def step(self, images: Tensor, labels: Tensor, targets: Tensor, drop: Tensor, settings: Tensor) -> Tensor:
        values: List[float] = settings.tolist()
        loss, z = self.loss(images, labels, targets, drop, values)
        g = __torch__.adamw.gradients(loss, self.weights)
        norm = __torch__.adamw.clip(g, values[4])
        self.steps[0].add_(1)
        self.update(self.decayed_weights, self.decayed, g, values[6:], values[5])
        self.update(self.other_weights, self.others, g, values[6:], 0.0)
        right = (z.argmax(1) == labels).sum()
        return torch.stack([loss.detach().double(), norm.double(), right.double()])

    def update(
        self, weights: List[Tensor], positions: List[int], g: List[Tensor], settings: List[float], decay: float
    ) -> None:
        first = __torch__.adamw.pick(self.first, positions)
        second = __torch__.adamw.pick(self.second, positions)
        __torch__.adamw.update(
            weights, __torch__.adamw.pick(g, positions), first, second, self.steps[0], settings, decay
        )
