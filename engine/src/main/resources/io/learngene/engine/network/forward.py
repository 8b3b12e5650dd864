
    # ---- What an exported network does instead of training; its weights are parameters of the module. ----

    def tensors(self) -> List[Tensor]:
        return self.weights

    # images [B, 3, S, S], normalised -> [B, K]
    def forward(self, images: Tensor) -> Tensor:
        return self.logits(images, self.ready())
