# FINE (Xie et al., CVPR 2026): every matrix of a kind is U diag(sigma) V', with U [O, R] and V [I, R] shared by all layers, and a sigma [R]
# for each layer.


# Everything, in this order: what stands before the blocks; U and V of qkv, proj, fc1 and fc2; of each layer four sigmas, and its vectors in
# the network's order; what stands after the blocks. A distillation trains all of it. A fit trains the sigmas alone.
# factors: everything, or the sigmas
# fixed: [3] numbers of tensors before the blocks, of layers, and after the blocks; where only sigmas are trained, everything else
# -> all weights, in the network's order
def materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]:
    before, layers, after = int(fixed[0][0].item()), int(fixed[0][1].item()), int(fixed[0][2].item())
    all = factors
    if len(factors) == 4 * layers:
        rest = fixed[1 : 1 + before + 8 + 8 * layers + after]
        all = rest[: before + 8]
        for i in range(layers):
            all.extend(factors[4 * i : 4 * i + 4])
            all.extend(rest[before + 8 + 8 * i : before + 16 + 8 * i])
        all.extend(rest[before + 8 + 8 * layers :])
    weights = all[:before]
    for i in range(layers):
        at = before + 8 + 12 * i
        m: List[Tensor] = []
        for kind in range(4):
            u, v, sigma = all[before + 2 * kind], all[before + 2 * kind + 1], all[at + kind]
            m.append(torch.matmul(u * sigma, v.t()))
        x = all[at + 4 : at + 12]
        weights.extend([x[0], x[1], m[0], x[2], m[1], x[3], x[4], x[5], m[2], x[6], m[3], x[7]])
    return weights + all[before + 8 + 12 * layers :]
