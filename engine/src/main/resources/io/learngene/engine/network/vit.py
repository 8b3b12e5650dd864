# Vision Transformer (Dosovitskiy et al., ICLR 2021) with pre-norm blocks; weights in timm's order.
# B images, N tokens, C channels of a token, H heads, K classes.
class Vit(Module):
    __parameters__ = []
    __buffers__ = []
    training: bool
    patch: int
    heads: int
    eps: float
    # 0: norm, then the mean over the tokens; 1: the mean, then the norm; 2: norm, then the class token;
    # 3: norm, then class and distillation token, each with a head, whose logits are averaged
    pooling: int
    # Layer i applies block layers[i]. 0, 1, 2, ... is an ordinary ViT; 0, 0, 1, 1, 1 shares blocks in stages (SWS).
    layers: List[int]
    # torch's code of the type that the passes compute in; weights, gradients and moments stay float32
    dtype: int
    # most images that pass at once
    part: int

    # patch embedding, (class token, (distillation token,)) position embedding, 12 tensors per block, final norm, head,
    # (head of the distillation token)
    weights: List[Tensor]
    statistics: List[Tensor]  # a ViT has none
    first: List[Tensor]
    second: List[Tensor]
    steps: List[Tensor]  # one element [], optimiser steps taken
    gradient: List[Tensor]  # of every weight, while a step sums it up
    turned: List[Tensor]  # the same of each block's last dense layer, transposed
    decayed: List[int]  # positions of the weights that decay
    others: List[int]
    decayed_weights: List[Tensor]
    other_weights: List[Tensor]
    average: List[Tensor]  # running means of the weights, or none
    average_statistics: List[Tensor]

    # From now on layer i applies block layers[i]. layers [L], int64
    def arrange(self, layers: Tensor) -> List[Tensor]:
        values: List[int] = layers.tolist()
        self.layers = values
        return [layers]

    # The weights as the passes take them: in their type, dense layers of the blocks packed.
    def ready(self) -> List[Tensor]:
        w = [weight.detach().to(self.dtype) for weight in self.tensors()]
        for block in range(self.before(), self.after(), 12):
            for dense in [2, 4, 8, 10]:
                w[block + dense] = self.packed(w[block + dense])
        return w

    # Position of the first block's weights: patch embedding, tokens and position embedding come before.
    def before(self) -> int:
        return 3 if self.pooling < 2 else self.pooling + 2

    # Position of the final norm.
    def after(self) -> int:
        return len(self.tensors()) - (6 if self.pooling == 3 else 4)

    # images [B, 3, S, S], weights as ready() gives them -> [B, K]
    def logits(self, images: Tensor, w: List[Tensor]) -> Tensor:
        x = self.stem(images, w)
        for layer in self.layers:
            at = self.before() + 12 * layer
            y = self.dense(self.norm(x, w[at], w[at + 1]), w[at + 2], w[at + 3])
            x = self.dense_added(self.attend(y), w[at + 4], w[at + 5], x)
            y = self.dense_gelu(self.norm(x, w[at + 6], w[at + 7]), w[at + 8], w[at + 9])
            x = self.dense_added(y, w[at + 10], w[at + 11], x)
        return self.head(x, w)

    # images [B, 3, S, S]; w begins with the weights before the blocks -> tokens [B, N, C]
    def stem(self, images: Tensor, w: List[Tensor]) -> Tensor:
        x = torch.conv2d(images.to(self.dtype), w[0], w[1], [self.patch, self.patch])  # [B, C, S/P, S/P]
        x = x.flatten(2).transpose(1, 2)  # [B, N, C]
        if self.pooling == 2:
            x = torch.cat([w[2].expand([x.shape[0], -1, -1]), x], 1)
        if self.pooling == 3:
            tokens = torch.cat([w[2], w[3]], 1).expand([x.shape[0], -1, -1])
            x = torch.cat([tokens, x], 1)
        return x + w[self.before() - 1]

    # tokens [B, N, C]; w ends with the weights after the blocks -> [B, K]
    def head(self, x: Tensor, w: List[Tensor]) -> Tensor:
        if self.pooling == 3:
            x = self.norm(x[:, 0:2], w[-6], w[-5])
            return (torch.linear(x[:, 0], w[-4], w[-3]) + torch.linear(x[:, 1], w[-2], w[-1])) * 0.5
        scale, shift = w[-4], w[-3]
        if self.pooling == 0:
            x = self.norm(x, scale, shift).mean(1)
        elif self.pooling == 1:
            x = self.norm(x.mean(1), scale, shift)
        else:
            x = self.norm(x[:, 0], scale, shift)
        return torch.linear(x, w[-2], w[-1])

    def norm(self, x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        return torch.layer_norm(x, [x.shape[-1]], scale, shift, self.eps)
