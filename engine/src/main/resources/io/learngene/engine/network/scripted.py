# What stands around a TorchScript file of somebody else. B images, K classes.
class Scripted(Module):
    __parameters__ = []
    __buffers__ = []
    training: bool

    # images [B, 3, S, S]; factor and offset [1, 3, 1, 1] -> the same, normalised as the file wants it, in new memory
    def prepare(self, images: Tensor, factor: Tensor, offset: Tensor) -> Tensor:
        return images * factor + offset

    # What the file answered, in float32 (6) where the images are; [0] if it is no floating point.
    def widen(self, logits: Tensor, images: Tensor) -> Tensor:
        if not logits.is_floating_point():
            return torch.empty([0])
        return logits.to(images.device, 6)

    # logits [B, K], labels [B] -> [4]
    def scores(self, logits: Tensor, labels: Tensor) -> Tensor:
        return __torch__.loss.scores(logits, labels)

    def judge(self, logits: Tensor, labels: Tensor) -> List[Tensor]:
        return [__torch__.loss.scores(logits, labels), __torch__.loss.answers(logits)]
