# Residual network (He et al., CVPR 2016); weights and batch norm statistics in timm's order.
# B images, K classes.
class ResNet(Module):
    __parameters__ = []
    __buffers__ = []
    training: bool
    blocks: List[int]  # residual blocks of each group
    bottleneck: bool
    imagenet_stem: bool
    dtype: int
    # most images that pass at once
    part: int

    # convolution weight, norm weight, norm bias, ...; head weight, head bias
    weights: List[Tensor]
    # running mean, running variance, number of batches, for every batch norm
    statistics: List[Tensor]
    first: List[Tensor]
    second: List[Tensor]
    steps: List[Tensor]  # one element [], optimiser steps taken
    gradient: List[Tensor]  # of every weight, while a step sums it up
    decayed: List[int]  # positions of the weights that decay
    others: List[int]
    decayed_weights: List[Tensor]
    other_weights: List[Tensor]
    average: List[Tensor]  # running means of the weights, or none
    average_statistics: List[Tensor]

    def ready(self) -> List[Tensor]:
        return self.weights

    def start_gradients(self) -> List[Tensor]:
        return self.weights

    def finish_gradients(self) -> None:
        pass

    # Adds the gradients of images [start, end) to self.gradient; drop and back are not used, the rest as in passes()
    # -> their share of the loss, scaled []; logits [end - start, K]
    def differentiate(
        self,
        images: Tensor,
        labels: Tensor,
        targets: Tensor,
        drop: Tensor,
        settings: List[float],
        start: int,
        end: int,
        w: List[Tensor],
        back: List[Tensor],
    ) -> Tuple[Tensor, Tensor]:
        z = self.logits(images[start:end], w)
        loss = self.loss(z, labels, targets, settings, start, end)
        torch._foreach_add_(self.gradient, __torch__.adamw.gradients(loss, self.weights))
        return loss.detach(), z.detach()

    # images [B, 3, S, S] -> [B, K]
    def logits(self, images: Tensor, w: List[Tensor]) -> Tensor:
        x = images.to(self.dtype)
        if self.imagenet_stem:
            x = self.convolve(w, x, 0, 2, 3).relu()
            x = torch.max_pool2d(x, [3, 3], [2, 2], [1, 1])
        else:
            x = self.convolve(w, x, 0, 1, 1).relu()
        at = 1
        for group in range(len(self.blocks)):
            for block in range(self.blocks[group]):
                stride = 2 if group > 0 and block == 0 else 1
                x, at = self.residual(w, x, at, stride)
        return torch.linear(x.mean([2, 3]), w[-2].to(self.dtype), w[-1].to(self.dtype))

    # x [B, I, H, W] -> [B, O, H / stride, W / stride], and the position of the next convolution
    def residual(self, w: List[Tensor], x: Tensor, at: int, stride: int) -> Tuple[Tensor, int]:
        if self.bottleneck:
            y = self.convolve(w, x, at, 1, 0).relu()
            y = self.convolve(w, y, at + 1, stride, 1).relu()
            y = self.convolve(w, y, at + 2, 1, 0)
            at = at + 3
        else:
            y = self.convolve(w, x, at, stride, 1).relu()
            y = self.convolve(w, y, at + 1, 1, 1)
            at = at + 2
        if y.shape != x.shape:
            x = self.convolve(w, x, at, stride, 0)
            at = at + 1
        return (x + y).relu(), at

    # Convolution number `at` without bias, then its batch norm: momentum 0.1, eps 1e-5.
    def convolve(self, w: List[Tensor], x: Tensor, at: int, stride: int, padding: int) -> Tensor:
        s = self.statistics
        if self.training:
            s[3 * at + 2].add_(1)
        y = torch.conv2d(x, w[3 * at].to(self.dtype), None, [stride, stride], [padding, padding])
        return torch.batch_norm(
            y, w[3 * at + 1], w[3 * at + 2], s[3 * at], s[3 * at + 1], self.training, 0.1, 1e-5, True
        )
