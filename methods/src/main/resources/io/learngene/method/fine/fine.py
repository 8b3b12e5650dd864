# FINE (Xie et al., CVPR 2026): every matrix of a kind is U diag(sigma) V'.


# shared: U [O, R], V [I, R]; own: sigma [R] of a layer -> [O, I]
def matrix(shared: List[Tensor], own: Tensor) -> Tensor:
    return torch.matmul(shared[0] * own, shared[1].t())
