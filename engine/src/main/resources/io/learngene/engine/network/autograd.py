# Gradients of what PyTorch recorded.


# Gradients of a scalar with respect to tensors that it was computed from. One that is listed once but used several times
# gets the sum over its uses.
def gradients(loss: Tensor, inputs: List[Tensor]) -> List[Tensor]:
    return __torch__.autograd.present(torch.grad([loss], inputs))


# Gradients of the inputs from that of y, which was computed from them.
def chained(y: Tensor, inputs: List[Tensor], gradient: Tensor) -> List[Tensor]:
    return __torch__.autograd.present(torch.grad([y], inputs, annotate(List[Optional[Tensor]], [gradient])))


# Gradients of the inputs from those of all outputs, each in memory of its own. Outputs may have been computed from none of the
# inputs, and inputs may be in none of the outputs: their gradient is 0.
def pulled_back(outputs: List[Tensor], inputs: List[Tensor], gradients: List[Tensor]) -> List[Tensor]:
    computed: List[Tensor] = []
    given = annotate(List[Optional[Tensor]], [])
    for i in range(len(outputs)):
        if outputs[i].requires_grad:
            computed.append(outputs[i])
            given.append(gradients[i])
    found = torch.grad(computed, inputs, given, allow_unused=True)
    result: List[Tensor] = []
    for i in range(len(inputs)):
        gradient = found[i]
        if gradient is None:
            result.append(torch.zeros_like(inputs[i]).detach())
        else:
            # 0: contiguous
            result.append(gradient.clone(memory_format=0))
    return result


def present(gradients: List[Optional[Tensor]]) -> List[Tensor]:
    result: List[Tensor] = []
    for gradient in gradients:
        if gradient is not None:
            result.append(gradient)
    return result
