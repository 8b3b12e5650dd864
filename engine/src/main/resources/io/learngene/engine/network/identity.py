# Nothing of a method's own: the factors are the weights, and a step goes where their gradients point.


def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
    return factors


def direction(gradients: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
    return gradients
