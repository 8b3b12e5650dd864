# Losses and scores of a classifier. B images, K classes.


# The cross entropy is linear in its target, so a mixed target takes the mixture of two losses.
def cross_entropy(z: Tensor, labels: Tensor, others: Tensor, share: float, smoothing: float) -> Tensor:
    # 1: mean over the batch; -100: no label is ignored
    loss = torch.cross_entropy_loss(z, labels, None, 1, -100, smoothing)
    if share == 1.0:
        return loss
    return loss * share + torch.cross_entropy_loss(z, others, None, 1, -100, smoothing) * (1.0 - share)


# Knowledge distillation (Hinton et al., 2015) as in SWS, equation 2:
#   L = (1 - alpha) CE(z, y) + alpha tau^2 KL(softmax(t / tau) || softmax(z / tau)) / divisor
# With targets [0] there is no teacher, and the loss is the cross entropy.
def objective(
    logits: Tensor,  # [B, K] z
    labels: Tensor,  # [B] y, int64
    others: Tensor,  # [B] labels of the images that these were mixed with
    share: float,  # of the image's own label in its target
    targets: Tensor,  # [B, K] t, the teacher's logits, or [0]
    alpha: float,
    tau: float,
    per_element: bool,  # divisor: batch x classes as published, else the batch
    smoothing: float,
) -> Tensor:
    z = logits.float()
    if targets.numel() == 0:
        return __torch__.loss.cross_entropy(z, labels, others, share, smoothing)
    # The clone makes an ordinary tensor of one that was computed in inference mode.
    student = (z / tau).log_softmax(1)
    teacher = (targets.clone().float() / tau).log_softmax(1)
    divisor = z.numel() if per_element else z.shape[0]
    # 2: the sum over all elements
    divergence = torch.kl_div(student, teacher, 2, log_target=True) * (tau * tau / divisor)
    if alpha == 1.0:
        return divergence
    return divergence * alpha + __torch__.loss.cross_entropy(z, labels, others, share, smoothing) * (1.0 - alpha)


# [4]: images whose best class is right, images with the right class among the best five, sum of the
# cross entropies, number of images
def scores(logits: Tensor, labels: Tensor) -> Tensor:
    z = logits.double()
    best = z.topk(min(5, z.shape[1]), 1)[1]  # [B, 5]
    hits = best == labels.unsqueeze(1)
    loss = torch.cross_entropy_loss(z, labels, None, 2)
    count = torch.full([], labels.shape[0], dtype=7, device=z.device)
    return torch.stack([hits[:, 0].sum().double(), hits.sum().double(), loss, count])
