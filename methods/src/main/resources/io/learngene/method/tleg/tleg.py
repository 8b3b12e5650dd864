# TLEG: layer i of L has the weights base + i / L slope.


# factors: what stands before the blocks, 12 of the base, 12 of the slope, 4 after the blocks; fixed: the numbers of the blocks
# [blocks], and after them the blocks of the layers of this step [L]
def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
    shares = fixed[0] / fixed[1].numel()
    before = len(factors) - 28
    parts: List[List[Tensor]] = []
    for j in range(12):
        base, slope = factors[before + j], factors[before + 12 + j]
        # One product for all blocks: [blocks, ...]
        share = shares.reshape([-1, 1]) if base.dim() == 1 else shares.reshape([-1, 1, 1])
        parts.append(torch.unbind(base + share * slope))
    weights = factors[:before]
    for i in range(fixed[0].numel()):
        for j in range(12):
            weights.append(parts[j][i])
    return weights + factors[before + 24 :]
