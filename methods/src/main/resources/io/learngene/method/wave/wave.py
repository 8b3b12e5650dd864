# WAVE (Feng et al., CVPR 2025): every matrix of a kind is a sum of Kronecker products of templates, which all layers and all widths share, with
# scalers: W[a C + c, b D + d] = sum over t of T[t, a, b] S[t, c, d].


# shared: T [N, A, B]; own: S [N, C, D] of a layer -> [A C, B D]
def matrix(shared: List[Tensor], own: Tensor) -> Tensor:
    t, n, a, b = shared[0], own.shape[0], shared[0].shape[1], shared[0].shape[2]
    c, d = own.shape[1], own.shape[2]
    product = torch.matmul(t.reshape([n, a * b]).t(), own.reshape([n, c * d]))
    return product.reshape([a, b, c, d]).permute([0, 2, 1, 3]).reshape([a * c, b * d])
