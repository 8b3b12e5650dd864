# LiGO (Wang et al., ICLR 2023): every weight of a larger ViT is a trained linear function of a smaller one's, whose weights stay.
# L layers, D wide, F hidden neurons of the small network; L', D', F' of the large one. The parts of a block are norm1, q, k, v, proj,
# norm2, fc1, fc2; each has a weight and a bias.


# factors: 16 mixtures of layers [L', L], one for each weight and bias; then, where the width grows, what the new neurons read and are:
#   e [D' - D, D] of the stream, and for each large layer q, k, v [D' - D, D] and f [F' - F, F]
# fixed: [2] numbers of tensors before the blocks and outside of them; 16 stacks [L, ...] of the blocks' weights and biases; the small
#   network's tensors outside of its blocks
# -> all weights, in the network's order
def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
    front = int(fixed[0][0].item())
    outside = fixed[17 : 17 + int(fixed[0][1].item())]
    # No new neurons where the width stays.
    nothing = torch.empty([0, fixed[1].shape[1]], dtype=6, device=fixed[1].device)
    hidden = torch.empty([0, fixed[13].shape[1]], dtype=6, device=fixed[1].device)
    e = factors[16] if len(factors) > 16 else nothing
    weights = __torch__.ligo.before(outside[:front], e)
    for i in range(factors[0].shape[0]):
        q, k, v, f = nothing, nothing, nothing, hidden
        if len(factors) > 16:
            at = 17 + 4 * i
            q, k, v, f = factors[at], factors[at + 1], factors[at + 2], factors[at + 3]
        new = [e, q, k, v, e, e, f, e]
        read = [nothing, e, e, e, v, nothing, e, f]
        parts: List[Tensor] = []
        for part in range(8):
            weight = __torch__.ligo.mixed(factors[2 * part][i], fixed[1 + 2 * part])
            bias = __torch__.ligo.mixed(factors[2 * part + 1][i], fixed[2 + 2 * part])
            if weight.dim() == 2:
                weight = __torch__.ligo.columns(weight, read[part])
            parts.append(__torch__.ligo.rows(weight, new[part]))
            parts.append(__torch__.ligo.rows(bias, new[part]))
        qkv = [torch.cat([parts[2], parts[4], parts[6]]), torch.cat([parts[3], parts[5], parts[7]])]
        weights.extend(parts[:2] + qkv + parts[8:])
    return weights + __torch__.ligo.behind(outside[front:], e)


# row [L], stack [L, ...] -> [...]: one layer of the large network, in the small one's width
def mixed(row: Tensor, stack: Tensor) -> Tensor:
    return torch.matmul(row, stack.reshape([stack.shape[0], -1])).reshape(stack.shape[1:])


# t [D, ...] and new neurons [N, D] that are mixtures of the old ones -> [D + N, ...]
def rows(t: Tensor, new: Tensor) -> Tensor:
    added = torch.matmul(new, t.reshape([t.shape[0], -1]))
    return torch.cat([t, added.reshape([new.shape[0]] + t.shape[1:])])


# t [..., D] and new neurons [N, D] that are read in mixtures of the old ones -> [..., D + N]
def columns(t: Tensor, new: Tensor) -> Tensor:
    return torch.cat([t, torch.matmul(t, new.t())], -1)


# Patch embedding [D, 3, P, P] and its bias [D]; tokens and positions [1, N, D].
def before(outside: List[Tensor], e: Tensor) -> List[Tensor]:
    result = [__torch__.ligo.rows(outside[0], e), __torch__.ligo.rows(outside[1], e)]
    for token in outside[2:]:
        result.append(__torch__.ligo.columns(token, e))
    return result


# Scale and shift [D] of the last norm; heads [K, D], each with its bias [K], which stays.
def behind(outside: List[Tensor], e: Tensor) -> List[Tensor]:
    result = [__torch__.ligo.rows(outside[0], e), __torch__.ligo.rows(outside[1], e)]
    for i in range(2, len(outside)):
        result.append(__torch__.ligo.columns(outside[i], e) if outside[i].dim() == 2 else outside[i])
    return result
