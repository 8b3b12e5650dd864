# Mango (Pan et al., NeurIPS 2023): every matrix of a larger ViT is a trained linear function of all matrices of a smaller one, through a
# ring of four cores. L layers, D wide; L', D' of the large network. A block has B matrices [D, D]: q, k, v, proj, the parts of fc1 (rows)
# and those of fc2 (columns). R: rank of the ring.


# factors: cores of the matrices' kinds [R, B, B, R], of what they write [R, D, D', R], of layers [R, L, L', R], and of what they read
#   [R, D, D', R]; the stream [D, D']; eight mixtures of layers [L, L'], one for each vector of a block
# fixed: [2] numbers of tensors before the blocks and outside of them; the matrices [L, B, D, D]; eight stacks [L, ...] of the blocks'
#   vectors; the small network's tensors outside of its blocks
# -> all weights, in the network's order
def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
    front = int(fixed[0][0].item())
    outside = fixed[10 : 10 + int(fixed[0][1].item())]
    matrices = __torch__.mango.ring(fixed[1], factors)  # [L', B, D', D']
    vectors: List[Tensor] = []
    for i in range(8):
        vectors.append(__torch__.mango.grown(fixed[2 + i], factors[4], factors[5 + i]))
    wide = matrices.shape[3]
    ratio = (matrices.shape[1] - 4) // 2
    weights: List[Tensor] = []
    for token in outside[:front]:
        weights.append(__torch__.mango.written(token, factors[4]))
    for i in range(matrices.shape[0]):
        m = matrices[i]
        norm1, norm2 = [vectors[0][i], vectors[1][i]], [vectors[4][i], vectors[5][i]]
        qkv = [m[:3].reshape([3 * wide, wide]), vectors[2][i]]
        proj = [m[3], vectors[3][i]]
        fc1 = [m[4 : 4 + ratio].reshape([ratio * wide, wide]), vectors[6][i]]
        fc2 = [m[4 + ratio :].permute([1, 0, 2]).reshape([wide, ratio * wide]), vectors[7][i]]
        weights.extend(norm1 + qkv + proj + norm2 + fc1 + fc2)
    read = factors[4] / factors[4].sum([1], keepdim=True)
    for i in range(front, len(outside)):
        t = outside[i]
        if i >= front + 2:
            weights.append(torch.matmul(t, read) if t.dim() == 2 else t)
        else:
            weights.append(torch.matmul(t, factors[4]))
    return weights


# One axis after the other; p stays open until the last core closes the ring. The map from all to all weights is never built.
# m [L, B, D, D] -> [L', B, D', D']
def ring(m: Tensor, cores: List[Tensor]) -> Tensor:
    t = torch.einsum("pbcq,lboi->pcoilq", [cores[0], m])
    t = torch.einsum("qoxr,pcoilq->pcxilr", [cores[1], t])
    t = torch.einsum("rlys,pcxilr->pcxiys", [cores[2], t])
    return torch.einsum("sizp,pcxiys->ycxz", [cores[3], t])


# A vector of all blocks [L, parts x D] -> [L', parts x D']
def grown(stack: Tensor, stream: Tensor, layers: Tensor) -> Tensor:
    parts = stack.reshape([stack.shape[0], -1, stream.shape[0]])
    wide = torch.einsum("lpo,ox,ly->ypx", [parts, stream, layers])
    return wide.reshape([layers.shape[1], -1])


# The patch embedding [D, 3, P, P] has the stream first; its bias [D], tokens and positions [1, N, D] have it last.
def written(t: Tensor, stream: Tensor) -> Tensor:
    return torch.einsum("oihw,ox->xihw", [t, stream]) if t.dim() == 4 else torch.matmul(t, stream)
