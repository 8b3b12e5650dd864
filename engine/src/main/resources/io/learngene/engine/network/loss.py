# Losses and scores of a classifier. B images, K classes.


# The cross entropy is linear in its target, so a mixed target takes the mixture of two losses.
# share: of the image's own label in its target; others: labels of the images that these were mixed with
def cross_entropy(z: Tensor, labels: Tensor, others: Tensor, share: float, smoothing: float) -> Tensor:
    # 1: mean over the batch; -100: no label is ignored
    loss = torch.cross_entropy_loss(z, labels, None, 1, -100, smoothing)
    if share == 1.0:
        return loss
    return loss * share + torch.cross_entropy_loss(z, others, None, 1, -100, smoothing) * (1.0 - share)


# Images count by their classes: the sum over the batch divided by its images, so that parts of a batch add up. weights: [K]
def weighted_cross_entropy(
    z: Tensor, labels: Tensor, others: Tensor, share: float, smoothing: float, weights: Tensor
) -> Tensor:
    # 2: the sum over the batch
    loss = torch.cross_entropy_loss(z, labels, weights, 2, -100, smoothing) / z.shape[0]
    if share == 1.0:
        return loss
    other = torch.cross_entropy_loss(z, others, weights, 2, -100, smoothing) / z.shape[0]
    return loss * share + other * (1.0 - share)


# Each class by itself, the mean over images and classes. Arguments as for the cross entropy; labels and others may be [B, K], 1 for each
# class that an image has.
def binary_cross_entropy(z: Tensor, labels: Tensor, others: Tensor, share: float, smoothing: float) -> Tensor:
    none = torch.zeros_like(z)
    if labels.dim() == 2:
        own, other = none + labels * share, none + others * (1.0 - share)
    else:
        own = torch.scatter(none, 1, labels.unsqueeze(1), share)
        other = torch.scatter(none, 1, others.unsqueeze(1), 1.0 - share)
    target = (own + other) * (1.0 - smoothing) + smoothing / z.shape[1]
    # 1: mean over all elements
    return torch.binary_cross_entropy_with_logits(z, target, None, None, 1)


# Distillation of every class by itself, as Yang et al. (Multi-label knowledge distillation, ICCV 2023) do, with a temperature:
#   L = (alpha tau^2 KL(p || q) + (1 - alpha) BCE(z, y)) / divisor, both summed over images and classes
# p = sigmoid(t / tau) and q = sigmoid(z / tau) are the Bernoulli distributions of a class. Arguments as for the objective.
def distilled_classes(
    z: Tensor, labels: Tensor, others: Tensor, targets: Tensor, numbers: Dict[str, float]
) -> Tensor:
    alpha, tau = numbers["alpha"], numbers["tau"]
    divisor = z.numel() if numbers["per_element"] > 0.0 else z.shape[0]
    # The clone makes an ordinary tensor of one that was computed in inference mode.
    t = targets.clone().float() / tau
    p = t.sigmoid()
    # Cross entropy less entropy; 0: no reduction
    crossed = torch.binary_cross_entropy_with_logits(z / tau, p, None, None, 0)
    entropy = torch.binary_cross_entropy_with_logits(t, p, None, None, 0)
    divergence = (crossed - entropy).sum() * (tau * tau / divisor)
    if alpha == 1.0:
        return divergence
    share, smoothing = numbers["own_label"], numbers["label_smoothing"]
    own = __torch__.loss.binary_cross_entropy(z, labels, others, share, smoothing) * (z.numel() / divisor)
    return divergence * alpha + own * (1.0 - alpha)


# Knowledge distillation (Hinton et al., 2015) as in SWS, equation 2:
#   L = (1 - alpha) CE(z, y) + alpha tau^2 KL(softmax(t / tau) || softmax(z / tau)) / divisor
# Without a teacher's targets the loss is the cross entropy, or the binary one. Where an image has any number of classes, every class is
# distilled by itself.
#   outputs: logits [B, K] z
#   batch: labels [B] y, int64, or [B, K], 1 for each class that an image has; others like them, those of the images that these were mixed with; targets [B, K] t, the teacher's
#     logits, or [0]; class_weights [K] of the labels' cross entropy, or [0]
#   numbers: own_label, the share of an image's own label in its target; label_smoothing; binary, 1 or 0; alpha; tau; per_element, where 1 divides
#     by batch x classes as published, 0 by the batch
def objective(
    outputs: List[Tensor], batch: Dict[str, Tensor], extras: List[Tensor], numbers: Dict[str, float]
) -> Tensor:
    z = outputs[0].float()
    labels, others, targets = batch["labels"], batch["others"], batch["targets"]
    share, smoothing = numbers["own_label"], numbers["label_smoothing"]
    if labels.dim() == 2 and targets.numel() > 0:
        return __torch__.loss.distilled_classes(z, labels, others, targets, numbers)
    if numbers["binary"] > 0.0:
        return __torch__.loss.binary_cross_entropy(z, labels, others, share, smoothing)
    if batch["class_weights"].numel() > 0:
        return __torch__.loss.weighted_cross_entropy(z, labels, others, share, smoothing, batch["class_weights"])
    if targets.numel() == 0:
        return __torch__.loss.cross_entropy(z, labels, others, share, smoothing)
    alpha, tau = numbers["alpha"], numbers["tau"]
    # The clone makes an ordinary tensor of one that was computed in inference mode.
    student = (z / tau).log_softmax(1)
    teacher = (targets.clone().float() / tau).log_softmax(1)
    divisor = z.numel() if numbers["per_element"] > 0.0 else z.shape[0]
    # 2: the sum over all elements
    divergence = torch.kl_div(student, teacher, 2, log_target=True) * (tau * tau / divisor)
    if alpha == 1.0:
        return divergence
    return divergence * alpha + __torch__.loss.cross_entropy(z, labels, others, share, smoothing) * (1.0 - alpha)


# What the objective of some images counts in the mean over all images of a batch, times the loss scale.
def counted(loss: Tensor, some: int, all: int, scale: float) -> Tensor:
    if some < all:
        loss = loss * (some / all)
    return loss if scale == 1.0 else loss * scale


# [4]: images whose best class is right, images with the right class among the best five, sum of the
# cross entropies, number of images
def scores(logits: Tensor, labels: Tensor) -> Tensor:
    z = logits.double()
    best = z.topk(min(5, z.shape[1]), 1)[1]  # [B, 5]
    hits = best == labels.unsqueeze(1)
    loss = torch.cross_entropy_loss(z, labels, None, 2)
    count = torch.full([], labels.shape[0], dtype=7, device=z.device)
    return torch.stack([hits[:, 0].sum().double(), hits.sum().double(), loss, count])


# [2, B] float64: the best class of each image, chosen as above, and its probability
def answers(logits: Tensor) -> Tensor:
    z = logits.double()
    best = z.topk(min(5, z.shape[1]), 1)[1][:, 0]
    return torch.stack([best.double(), z.softmax(1).gather(1, best.unsqueeze(1))[:, 0]])
