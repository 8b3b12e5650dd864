# A Vision Transformer with what came after the first ones, which answers and is not trained; weights in timm's order.
# B images, N tokens, C channels of a token, H heads, K classes.
# (Every method that Java calls returns tensors: DJL reads no other result.)
class Teacher(Module):
    __parameters__ = []
    __buffers__ = []
    training: bool
    heads: int
    eps: float
    # torch's code of the type that the passes compute in
    dtype: int
    # most images that pass at once
    part: int
    # tokens in front of the patches, and those of them that have a place in the position embedding
    extra: int
    placed: int
    gated: bool
    activation: str  # gelu, gelu_tanh, quick_gelu or silu
    pool: str  # class_token, mean, or class_and_mean
    norm_place: str  # before_pooling, after_pooling or none

    # Positions among the weights, -1 where there is none. A bias follows its weight.
    patch_embed: int
    patch_bias: int
    cls_token: int
    reg_token: int
    pos_embed: int
    norm_pre: int
    blocks: int  # where the first block begins; each has `block` tensors
    block: int
    # Counted from the beginning of a block.
    norm1: int
    qkv: int
    qkv_bias: int
    q_norm: int  # the keys' norm follows
    proj: int
    scale1: int
    norm2: int
    fc1: int
    fc2: int
    scale2: int
    # Where the blocks end, and with them the final norm stands, if there is one.
    final: int
    head: int

    weights: List[Tensor]  # as the passes take them

    # The weights as the passes take them: in their type, dense layers packed, and what a layer scale weighs already weighed.
    def load(self, weights: List[Tensor]) -> List[Tensor]:
        w = [weight.detach() for weight in weights]
        starts = [at for at in range(self.blocks, self.final, self.block)]
        if self.scale1 >= 0:
            for at in starts:
                self.scale(w, at + self.proj, w[at + self.scale1])
                self.scale(w, at + self.fc2, w[at + self.scale2])
        w = [weight.to(self.dtype) for weight in w]
        for at in starts:
            for dense in [self.qkv, self.proj, self.fc1, self.fc2]:
                w[at + dense] = __torch__.kernels.packed(w[at + dense])
        self.weights = w
        return weights

    # What the dense layer at position `at` adds, weighed by channel.
    def scale(self, w: List[Tensor], at: int, by: Tensor) -> None:
        w[at] = w[at] * by.unsqueeze(1)
        w[at + 1] = w[at + 1] * by

    # images [B, 3, S, S] -> [B, K]
    def classify(self, images: Tensor) -> Tensor:
        count = images.shape[0]
        logits: List[Tensor] = []
        for i in range((count + self.part - 1) // self.part):
            x = self.stem(images[i * self.part : min(i * self.part + self.part, count)], self.weights)
            for at in range(self.blocks, self.final, self.block):
                x = self.layer(x, self.weights, at)
            logits.append(self.classified(x, self.weights).float())
        return logits[0] if len(logits) == 1 else torch.cat(logits)

    def evaluate(self, images: Tensor, labels: Tensor) -> Tensor:
        return __torch__.loss.scores(self.classify(images), labels)

    # What evaluate() returns, and the answer to each image, out of one pass.
    def judge(self, images: Tensor, labels: Tensor) -> List[Tensor]:
        logits = self.classify(images)
        return [__torch__.loss.scores(logits, labels), __torch__.loss.answers(logits)]

    # images [B, 3, S, S] -> tokens [B, N, C]
    def stem(self, images: Tensor, w: List[Tensor]) -> Tensor:
        bias = self.maybe(w, self.patch_bias)
        x = __torch__.kernels.patches(images.to(self.dtype), w[self.patch_embed], bias)
        place = w[self.pos_embed]
        x = x + place[:, self.placed :]
        front: List[Tensor] = []
        if self.cls_token >= 0:
            front.append(w[self.cls_token])
        if self.reg_token >= 0:
            front.append(w[self.reg_token])
        if len(front) > 0:
            t = torch.cat(front, 1)
            t = torch.cat([t[:, : self.placed] + place[:, : self.placed], t[:, self.placed :]], 1)
            x = torch.cat([t.expand([x.shape[0], -1, -1]), x], 1)
        return x if self.norm_pre < 0 else self.norm(x, w, self.norm_pre)

    # Tokens x through the block at position `at`
    def layer(self, x: Tensor, w: List[Tensor], at: int) -> Tensor:
        proj, fc1, fc2 = at + self.proj, at + self.fc1, at + self.fc2
        bias = self.maybe(w, -1 if self.qkv_bias < 0 else at + self.qkv_bias)
        y = __torch__.kernels.dense(self.norm(x, w, at + self.norm1), w[at + self.qkv], bias)
        if self.q_norm >= 0:
            y = self.normed_heads(y, w, at + self.q_norm)
        x = __torch__.kernels.dense_added(__torch__.kernels.attend(y, self.heads), w[proj], w[proj + 1], x)
        y = self.norm(x, w, at + self.norm2)
        if self.activation == "gelu" and not self.gated:
            y = __torch__.kernels.dense_gelu(y, w[fc1], w[fc1 + 1])
        else:
            y = self.activated(__torch__.kernels.dense(y, w[fc1], w[fc1 + 1]))
        return __torch__.kernels.dense_added(y, w[fc2], w[fc2 + 1], x)

    # query, key and value of all heads [B, N, 3 C]; norms of a head's query and key at position `at`
    def normed_heads(self, qkv: Tensor, w: List[Tensor], at: int) -> Tensor:
        b, n, c = qkv.shape
        z = torch.unbind(qkv.reshape([b, n, 3, self.heads, c // (3 * self.heads)]), 2)
        return torch.stack([self.norm(z[0], w, at), self.norm(z[1], w, at + 2), z[2]], 2).reshape([b, n, c])

    def activated(self, x: Tensor) -> Tensor:
        if self.gated:
            halves = torch.chunk(x, 2, -1)
            return self.activation_of(halves[0]) * halves[1]
        return self.activation_of(x)

    def activation_of(self, x: Tensor) -> Tensor:
        if self.activation == "gelu":
            return torch.gelu(x)
        if self.activation == "gelu_tanh":
            # By hand: in archives of this version the operator has no such argument yet.
            return x * 0.5 * (1.0 + torch.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))
        if self.activation == "quick_gelu":
            return x * torch.sigmoid(x * 1.702)
        return torch.silu(x)

    # tokens [B, N, C] -> [B, K]
    def classified(self, x: Tensor, w: List[Tensor]) -> Tensor:
        if self.norm_place == "before_pooling":
            x = self.norm(x, w, self.final)
        mean = x[:, self.extra :].mean(1)
        if self.pool == "class_token":
            x = x[:, 0]
        elif self.pool == "mean":
            x = mean
        else:
            x = torch.cat([x[:, 0], mean], 1)
        if self.norm_place == "after_pooling":
            x = self.norm(x, w, self.final)
        return torch.linear(x, w[self.head], w[self.head + 1])

    # Scale and shift are at position `at`.
    def norm(self, x: Tensor, w: List[Tensor], at: int) -> Tensor:
        return torch.layer_norm(x, [x.shape[-1]], w[at], w[at + 1], self.eps)

    def maybe(self, w: List[Tensor], at: int) -> Optional[Tensor]:
        result: Optional[Tensor] = None
        if at >= 0:
            result = w[at]
        return result
