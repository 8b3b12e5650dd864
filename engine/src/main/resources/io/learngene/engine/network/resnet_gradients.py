# The backward pass of a residual network, as PyTorch records it.
class Gradients(Module):
    __parameters__ = []
    __buffers__ = []
    training: bool
    network: __torch__.network.Network
    sums: List[Tensor]  # of every weight

    # Before the parts of a batch. The way back takes no other weights than the way there.
    def start(self, weights: List[Tensor]) -> List[Tensor]:
        if len(self.sums) == 0:
            self.sums = [torch.zeros_like(w).detach() for w in weights]
        else:
            torch._foreach_zero_(self.sums)
        return weights

    # After them.
    def finish(self) -> None:
        pass

    # Adds the gradients of some of the `all` images of a batch; drop and back are not used, w: all tensors as ready() gives them
    # -> their share of the loss, scaled []; logits [B, K]
    def add(
        self,
        weights: List[Tensor],
        w: List[Tensor],
        back: List[Tensor],
        images: Tensor,
        drop: Tensor,
        batch: Dict[str, Tensor],
        all: int,
        extras: List[Tensor],
        numbers: Dict[str, float],
    ) -> Tuple[Tensor, Tensor]:
        z = self.network.classified(images, w, True)
        loss = __torch__.places.objective([z], batch, extras, numbers)
        loss = __torch__.loss.counted(loss, images.shape[0], all, numbers["loss_scale"])
        torch._foreach_add_(self.sums, __torch__.autograd.gradients(loss, weights))
        return loss.detach(), z.detach()
