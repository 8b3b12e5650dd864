# AdamW (Loshchilov and Hutter, ICLR 2019) on lists of tensors, behind clipping of the global gradient norm.


# Gradients of a scalar with respect to tensors that it was computed from. One that is listed once but used several times
# gets the sum over its uses.
def gradients(loss: Tensor, inputs: List[Tensor]) -> List[Tensor]:
    return __torch__.adamw.present(torch.grad([loss], inputs))


# Gradients of the inputs from that of y, which was computed from them.
def chained(y: Tensor, inputs: List[Tensor], gradient: Tensor) -> List[Tensor]:
    return __torch__.adamw.present(torch.grad([y], inputs, annotate(List[Optional[Tensor]], [gradient])))


def present(gradients: List[Optional[Tensor]]) -> List[Tensor]:
    result: List[Tensor] = []
    for gradient in gradients:
        if gradient is not None:
            result.append(gradient)
    return result


# Scales the gradients in place so that their global norm is at most `largest`; 0 only measures.
# Returns the norm before, [].
def clip(gradients: List[Tensor], largest: float) -> Tensor:
    norm = torch.stack(torch._foreach_norm(gradients)).norm()
    if largest > 0.0:
        torch._foreach_mul_(gradients, (largest / (norm + 1e-6)).clamp(max=1.0))
    return norm


# One step in place on weights that share their weight decay.
def update(
    weights: List[Tensor],  # have to be an attribute of the module: the compiler drops writes into new lists as dead
    gradients: List[Tensor],
    first: List[Tensor],  # running means of the gradients
    second: List[Tensor],  # running means of their squares
    step: Tensor,  # [] float32, number of this step, from 1
    settings: List[float],  # lr, beta1, beta2, eps
    weight_decay: float,
) -> None:
    lr, beta1, beta2, eps = settings
    if len(weights) > 0:
        torch._fused_adamw_(
            weights,
            gradients,
            first,
            second,
            [],
            [step for w in weights],
            lr=lr,
            beta1=beta1,
            beta2=beta2,
            weight_decay=weight_decay,
            eps=eps,
            amsgrad=False,
            maximize=False,
        )


def pick(tensors: List[Tensor], positions: List[int]) -> List[Tensor]:
    return [tensors[i] for i in positions]
