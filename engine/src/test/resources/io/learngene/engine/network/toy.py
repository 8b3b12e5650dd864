# A method for tests: layer i of L has the weights base + i / L slope (TLEG's linear expansion); a network of norm_then_mean.


# factors: 3 tensors before the blocks, 12 of the base, 12 of the slope, 4 after the blocks; fixed: [L], a value for each layer
def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
    weights = factors[:3]
    for i in range(fixed[0].numel()):
        for j in range(12):
            weights.append(factors[3 + j] + fixed[0][i] * factors[15 + j])
    return weights + factors[27:]


# The part of the gradients that a mask lets through; fixed: [1] at its end
def direction(gradients: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
    return [__torch__.toy.masked(g, fixed[-1]) for g in gradients]


def masked(gradient: Tensor, mask: Tensor) -> Tensor:
    return gradient * mask


# The ordinary objective times a number.
def objective(
    outputs: List[Tensor], batch: Dict[str, Tensor], extras: List[Tensor], numbers: Dict[str, float]
) -> Tensor:
    return __torch__.loss.objective(outputs, batch, extras, numbers) * numbers["strength"]
