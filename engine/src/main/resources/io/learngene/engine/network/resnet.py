# Residual network (He et al., CVPR 2016); weights and batch norm statistics in timm's order.
# B images, K classes.
class Network(Module):
    __parameters__ = []
    __buffers__ = []
    training: bool
    blocks: List[int]  # residual blocks of each group
    bottleneck: bool
    imagenet_stem: bool
    dtype: int
    # Positions among the weights: convolution weight, norm weight, norm bias come three by three; the head's bias follows its weight.
    head: int
    # Where the statistics begin behind the weights: running mean, running variance, number of batches, for every batch norm.
    statistics: int

    # A residual network has no stages.
    def arrange(self, layers: List[int]) -> None:
        pass

    # It has no layers that add to a stream: [0]
    def cosines(self, images: Tensor, w: List[Tensor]) -> Tensor:
        return torch.zeros([0], dtype=7)

    # All tensors in one list, as the passes take them.
    def ready(self, weights: List[Tensor], statistics: List[Tensor]) -> List[Tensor]:
        return weights + statistics

    # images [B, 3, S, S], weights as ready() gives them -> [B, K]
    def logits(self, images: Tensor, w: List[Tensor]) -> Tensor:
        return self.classified(images, w, False)

    # training: whether batch norms measure these images, or take their running statistics
    def classified(self, images: Tensor, w: List[Tensor], training: bool) -> Tensor:
        x = images.to(self.dtype)
        if self.imagenet_stem:
            x = self.convolve(w, x, 0, 2, 3, training).relu()
            x = torch.max_pool2d(x, [3, 3], [2, 2], [1, 1])
        else:
            x = self.convolve(w, x, 0, 1, 1, training).relu()
        at = 1
        for group in range(len(self.blocks)):
            for block in range(self.blocks[group]):
                stride = 2 if group > 0 and block == 0 else 1
                x, at = self.residual(w, x, at, stride, training)
        return torch.linear(x.mean([2, 3]), w[self.head].to(self.dtype), w[self.head + 1].to(self.dtype))

    # x [B, I, H, W] -> [B, O, H / stride, W / stride], and the number of the next convolution
    def residual(self, w: List[Tensor], x: Tensor, at: int, stride: int, training: bool) -> Tuple[Tensor, int]:
        if self.bottleneck:
            y = self.convolve(w, x, at, 1, 0, training).relu()
            y = self.convolve(w, y, at + 1, stride, 1, training).relu()
            y = self.convolve(w, y, at + 2, 1, 0, training)
            at = at + 3
        else:
            y = self.convolve(w, x, at, stride, 1, training).relu()
            y = self.convolve(w, y, at + 1, 1, 1, training)
            at = at + 2
        if y.shape != x.shape:
            x = self.convolve(w, x, at, stride, 0, training)
            at = at + 1
        return (x + y).relu(), at

    # Convolution number `at` without bias, then its batch norm: momentum 0.1, eps 1e-5.
    def convolve(self, w: List[Tensor], x: Tensor, at: int, stride: int, padding: int, training: bool) -> Tensor:
        weight, scale, shift = w[3 * at], w[3 * at + 1], w[3 * at + 2]
        s = self.statistics + 3 * at
        if training:
            w[s + 2].add_(1)
        y = torch.conv2d(x, weight.to(self.dtype), None, [stride, stride], [padding, padding])
        return torch.batch_norm(y, scale, shift, w[s], w[s + 1], training, 0.1, 1e-5, True)
