# Everything, in this order: what stands before the blocks; what all layers share of qkv, proj, fc1 and fc2; of each layer its own factors of
# these four, and its vectors in the network's order; what stands after the blocks. A distillation trains all of it. A fit trains the layers'
# own factors alone.
# factors: everything, or the layers' own factors
# fixed: [4] numbers of tensors before the blocks, of what is shared of a matrix, of layers, and of tensors after the blocks; where only the
#   layers' own factors are trained, everything else
# -> all weights, in the network's order
def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
    counts = fixed[0]
    before, shared = int(counts[0].item()), int(counts[1].item())
    layers, after = int(counts[2].item()), int(counts[3].item())
    begin = before + 4 * shared
    all = factors
    if len(factors) == 4 * layers:
        rest = fixed[1 : 1 + begin + 8 * layers + after]
        all = rest[:begin]
        for i in range(layers):
            all.extend(factors[4 * i : 4 * i + 4])
            all.extend(rest[begin + 8 * i : begin + 8 * i + 8])
        all.extend(rest[begin + 8 * layers :])
    weights = all[:before]
    for i in range(layers):
        at = begin + 12 * i
        m: List[Tensor] = []
        for kind in range(4):
            first = before + shared * kind
            m.append(__torch__.factors.matrix(all[first : first + shared], all[at + kind]))
        x = all[at + 4 : at + 12]
        weights.extend([x[0], x[1], m[0], x[2], m[1], x[3], x[4], x[5], m[2], x[6], m[3], x[7]])
    return weights + all[begin + 12 * layers :]
