# Dense layers and attention by the fastest kernels of an x86 processor. oneDNN compiles its kernels for the shapes at hand; they
# know no gradients. B images, N tokens, C channels of a token, H heads.
# x [B, N, I], weight [O, I] as packed() gives it, bias [O] -> [B, N, O]


# The layout that the kernels want; they would change it in every call.
def packed(weight: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(weight)


# The transposed weight, as packed() would give it.
def turned(weight: Tensor) -> Tensor:
    return __torch__.kernels.packed(weight.t().contiguous())


# images [B, I, S, S], weight [C, I, P, P], bias [C] -> tokens [B, N, C], one after the other in memory: sums keep the order of their
# first operand, so that the whole network would go on in the convolution's, and every norm would have to copy.
def patches(images: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    p = weight.shape[2]
    return torch.conv2d(images, weight, bias, [p, p]).flatten(2).transpose(1, 2).contiguous()


def dense(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")


def dense_gelu(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, weight, bias, "gelu", annotate(List[Optional[number]], []), "none")


# other [B, N, O], added to the result
def dense_added(x: Tensor, weight: Tensor, bias: Tensor, other: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, other, weight, bias, "add")


# query, key and value of all heads [B, N, 3 C] -> [B, N, C]
def attend(qkv: Tensor, heads: int) -> Tensor:
    kept: List[Tensor] = []
    return __torch__.kernels.attend_kept(qkv, heads, kept)


# As attend(); what attend_back() needs goes to `kept`. One head after the other: the matrices of all images lie evenly
# spaced in qkv, so nothing is copied. PyTorch's kernel takes half as long again, in bf16 three times as long.
def attend_kept(qkv: Tensor, heads: int, kept: List[Tensor]) -> Tensor:
    b, n, c = qkv.shape
    width = c // (3 * heads)
    z = torch.unbind(qkv.reshape([b, n, 3 * heads, width]), 2)  # queries, keys, values: [B, N, C/H]
    kept.append(qkv)
    y: List[Tensor] = []
    for h in range(heads):
        scores = __torch__.kernels.product(z[h], z[heads + h].transpose(1, 2), width**-0.5).softmax(-1)  # [B, N, N]
        kept.append(scores)
        y.append(torch.bmm(scores, z[2 * heads + h]))
    return torch.stack(y, 2).reshape([b, n, c // 3])


# gradient of attention's output [B, N, C] -> of qkv [B, N, 3 C]
def attend_back(gradient: Tensor, heads: int, kept: List[Tensor]) -> Tensor:
    b, n, c = gradient.shape
    width = c // heads
    g = torch.unbind(gradient.reshape([b, n, heads, width]), 2)
    z = torch.unbind(kept[len(kept) - heads - 1].reshape([b, n, 3 * heads, width]), 2)
    queries: List[Tensor] = []
    keys: List[Tensor] = []
    values: List[Tensor] = []
    for i in range(heads):
        h = heads - 1 - i
        scores = kept.pop()
        values.append(torch.bmm(scores.transpose(1, 2), g[h]))
        back = torch.bmm(g[h], z[2 * heads + h].transpose(1, 2))
        back = torch._softmax_backward_data(back, scores, -1, scores.dtype)
        queries.append(__torch__.kernels.product(back, z[heads + h], width**-0.5))
        keys.append(__torch__.kernels.product(back.transpose(1, 2), z[h], width**-0.5))
    kept.pop()
    queries.reverse()
    keys.reverse()
    values.reverse()
    return torch.stack(queries + keys + values, 2).reshape([b, n, 3 * c])


# a [B, N, M] times b [B, M, O], times `factor`
def product(a: Tensor, b: Tensor, factor: float) -> Tensor:
    # With beta 0 the first argument is not read.
    return torch.baddbmm(torch.empty([1], dtype=a.dtype), a, b, beta=0, alpha=factor)
