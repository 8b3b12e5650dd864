# Vision Transformer (Dosovitskiy et al., ICLR 2021) with pre-norm blocks; weights in timm's order.
# B images, N tokens, C channels of a token, H heads, K classes.
class Network(Module):
    __parameters__ = []
    __buffers__ = []
    training: bool
    heads: int
    eps: float
    pooling: str  # norm_then_mean, mean_then_norm, class_token, or distilled: both tokens, whose heads are averaged
    # Layer i applies block layers[i]. 0, 1, 2, ... is an ordinary ViT; 0, 0, 1, 1, 1 shares blocks in stages (SWS).
    layers: List[int]
    # torch's code of the type that the passes compute in; weights, gradients and moments stay float32
    dtype: int

    # Positions among the weights. Every bias follows its weight.
    patch_embed: int
    cls_token: int  # -1 where there is none, like dist_token and head_dist
    dist_token: int
    pos_embed: int
    blocks: int  # where the first block begins; each has `block` tensors
    block: int
    # Counted from the beginning of a block.
    norm1: int
    qkv: int
    proj: int
    norm2: int
    fc1: int
    fc2: int
    # Where the final norm stands, and with it what comes after the blocks; the heads counted from there.
    final: int
    head: int
    head_dist: int

    # From now on layer i applies block layers[i].
    def arrange(self, layers: List[int]) -> None:
        self.layers = layers

    # Positions where blocks begin.
    def starts(self) -> List[int]:
        return [at for at in range(self.blocks, self.final, self.block)]

    # The weights as the passes take them: in their type, dense layers of the blocks packed. A ViT has no statistics.
    def ready(self, weights: List[Tensor], statistics: List[Tensor]) -> List[Tensor]:
        w = [weight.detach().to(self.dtype) for weight in weights]
        for at in self.starts():
            for dense in [self.qkv, self.proj, self.fc1, self.fc2]:
                w[at + dense] = __torch__.kernels.packed(w[at + dense])
        return w

    # images [B, 3, S, S], weights as ready() gives them -> [B, K]
    def logits(self, images: Tensor, w: List[Tensor]) -> Tensor:
        x = self.stem(images, w)
        for layer in self.layers:
            x = self.layer(x, w, self.blocks + self.block * layer)
        return self.classified(x, w[self.final :])

    # images [B, 3, S, S], weights as ready() gives them -> [L] float64: of each layer, the mean over all tokens of the cosine between
    # what enters it and what leaves it
    def cosines(self, images: Tensor, w: List[Tensor]) -> Tensor:
        x = self.stem(images, w)
        means: List[Tensor] = []
        for layer in self.layers:
            y = self.layer(x, w, self.blocks + self.block * layer)
            a, b = x.double(), y.double()
            means.append(((a * b).sum([-1]) / ((a * a).sum([-1]) * (b * b).sum([-1])).sqrt()).mean())
            x = y
        return torch.stack(means)

    # Tokens x through the block at position `at`
    def layer(self, x: Tensor, w: List[Tensor], at: int) -> Tensor:
        qkv, proj, fc1, fc2 = at + self.qkv, at + self.proj, at + self.fc1, at + self.fc2
        y = __torch__.kernels.dense(self.norm(x, w, at + self.norm1), w[qkv], w[qkv + 1])
        x = __torch__.kernels.dense_added(__torch__.kernels.attend(y, self.heads), w[proj], w[proj + 1], x)
        y = __torch__.kernels.dense_gelu(self.norm(x, w, at + self.norm2), w[fc1], w[fc1 + 1])
        return __torch__.kernels.dense_added(y, w[fc2], w[fc2 + 1], x)

    # images [B, 3, S, S]; w begins with the weights before the blocks -> tokens [B, N, C]
    def stem(self, images: Tensor, w: List[Tensor]) -> Tensor:
        x = __torch__.kernels.patches(images.to(self.dtype), w[self.patch_embed], w[self.patch_embed + 1])
        if self.pooling == "class_token":
            x = torch.cat([w[self.cls_token].expand([x.shape[0], -1, -1]), x], 1)
        if self.pooling == "distilled":
            tokens = torch.cat([w[self.cls_token], w[self.dist_token]], 1).expand([x.shape[0], -1, -1])
            x = torch.cat([tokens, x], 1)
        return x + w[self.pos_embed]

    # tokens [B, N, C]; w: the weights after the blocks -> [B, K]
    def classified(self, x: Tensor, w: List[Tensor]) -> Tensor:
        weight, bias = w[self.head], w[self.head + 1]
        if self.pooling == "distilled":
            x = self.final_norm(x[:, 0:2], w)
            z = torch.linear(x[:, 1], w[self.head_dist], w[self.head_dist + 1])
            return (torch.linear(x[:, 0], weight, bias) + z) * 0.5
        if self.pooling == "norm_then_mean":
            x = self.final_norm(x, w).mean(1)
        elif self.pooling == "mean_then_norm":
            x = self.final_norm(x.mean(1), w)
        else:
            x = self.final_norm(x[:, 0], w)
        return torch.linear(x, weight, bias)

    # Its gradients are autograd's, which sums over the tokens in the type that it is given: in float32.
    def final_norm(self, x: Tensor, w: List[Tensor]) -> Tensor:
        return torch.layer_norm(x.to(6), [x.shape[-1]], w[0].to(6), w[1].to(6), self.eps).to(x.dtype)

    # Scale and shift are at position `at`.
    def norm(self, x: Tensor, w: List[Tensor], at: int) -> Tensor:
        return torch.layer_norm(x, [x.shape[-1]], w[at], w[at + 1], self.eps)
