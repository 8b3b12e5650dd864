# AdamW (Loshchilov and Hutter, ICLR 2019) on lists of tensors, behind clipping of the global gradient norm.


# Scales the gradients in place so that their global norm is at most `largest`; 0 only measures.
# Returns the norm before, [].
def clip(gradients: List[Tensor], largest: float) -> Tensor:
    norm = torch.stack(torch._foreach_norm(gradients)).norm()
    if largest > 0.0:
        torch._foreach_mul_(gradients, (largest / (norm + 1e-6)).clamp(max=1.0))
    return norm


# One step in place on weights that share their learning rate and weight decay. numbers: beta1, beta2, epsilon
def update(
    weights: List[Tensor],  # have to be an attribute of the module: the compiler drops writes into new lists as dead
    gradients: List[Tensor],
    first: List[Tensor],  # running means of the gradients
    second: List[Tensor],  # running means of their squares
    step: Tensor,  # [] float32, number of this step, from 1
    numbers: Dict[str, float],
    learning_rate: float,
    weight_decay: float,
) -> None:
    if len(weights) > 0:
        torch._fused_adamw_(
            weights,
            gradients,
            first,
            second,
            [],
            [step for w in weights],
            lr=learning_rate,
            beta1=numbers["beta1"],
            beta2=numbers["beta2"],
            weight_decay=weight_decay,
            eps=numbers["epsilon"],
            amsgrad=False,
            maximize=False,
        )


def pick(tensors: List[Tensor], positions: List[int]) -> List[Tensor]:
    return [tensors[i] for i in positions]
