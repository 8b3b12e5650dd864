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
    # whether attention goes through PyTorch's fused kernel
    fused_attention: bool
    # whether a dense layer goes through oneDNN, as a convolution of one pixel: on a processor faster than MKL's product
    convolved: bool
    # most images that pass at once
    part: int

    # patch embedding, (class token, (distillation token,)) position embedding, 12 tensors per block, final norm, head,
    # (head of the distillation token)
    weights: List[Tensor]
    statistics: List[Tensor]  # a ViT has none
    first: List[Tensor]
    second: List[Tensor]
    steps: List[Tensor]  # one element [], optimiser steps taken
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

    # images [B, 3, S, S]; drop [2 x layers, B], the factor of each residual branch, or [0] for none -> [B, K]
    def logits(self, images: Tensor, drop: Tensor) -> Tensor:
        w = [weight.to(self.dtype) for weight in self.tensors()]
        x = torch.conv2d(images.to(self.dtype), w[0], w[1], [self.patch, self.patch])  # [B, C, S/P, S/P]
        x = x.flatten(2).transpose(1, 2)  # [B, N, C]
        blocks = 3
        if self.pooling == 2:
            x = torch.cat([w[2].expand([x.shape[0], -1, -1]), x], 1)
            blocks = 4
        if self.pooling == 3:
            tokens = torch.cat([w[2], w[3]], 1).expand([x.shape[0], -1, -1])
            x = torch.cat([tokens, x], 1)
            blocks = 5
        x = x + w[blocks - 1]
        for i in range(len(self.layers)):
            at = blocks + 12 * self.layers[i]
            x = self.join(x, self.attention(self.norm(x, w[at], w[at + 1]), w[at + 2 : at + 6]), drop, 2 * i)
            x = self.join(x, self.mlp(self.norm(x, w[at + 6], w[at + 7]), w[at + 8 : at + 12]), drop, 2 * i + 1)
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

    # x [B, N, C]; w: qkv weight and bias, projection weight and bias
    def attention(self, x: Tensor, w: List[Tensor]) -> Tensor:
        b, n, c = x.shape
        qkv = self.dense(x, w[0], w[1]).reshape([b, n, 3, self.heads, c // self.heads])
        # Taken apart here, the gradients of all three are put together by a single copy.
        q, k, v = torch.unbind(qkv, 2)
        q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)  # [B, H, N, C/H]
        if self.fused_attention:
            y = torch.scaled_dot_product_attention(q, k, v)
        else:
            scores = torch.matmul(q * (c // self.heads) ** -0.5, k.transpose(-2, -1))  # [B, H, N, N]
            y = torch.matmul(scores.softmax(-1), v)
        return self.dense(y.transpose(1, 2).reshape([b, n, c]), w[2], w[3])

    def mlp(self, x: Tensor, w: List[Tensor]) -> Tensor:
        return self.dense(torch.gelu(self.dense(x, w[0], w[1])), w[2], w[3])

    # x [B, N, I]; weight [O, I], bias [O] -> [B, N, O]
    def dense(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        if not self.convolved:
            return torch.linear(x, weight, bias)
        pixels = x.unsqueeze(0).permute([0, 3, 1, 2])  # one image [1, I, B, N], channels last in memory
        return torch.conv2d(pixels, weight.unsqueeze(2).unsqueeze(3), bias).permute([0, 2, 3, 1]).squeeze(0)

    # Residual connection with stochastic depth: row `branch` of drop holds 0 or 1 / keep for each image.
    def join(self, x: Tensor, y: Tensor, drop: Tensor, branch: int) -> Tensor:
        if drop.numel() > 0:
            y = y * drop[branch].reshape([-1, 1, 1]).to(self.dtype)
        return x + y
