# Dense layers and attention on any device. B images, N tokens, C channels of a token, H heads.
# x [B, N, I], weight [O, I], bias [O] -> [B, N, O]


# The layout that the other functions want a weight in.
def packed(weight: Tensor) -> Tensor:
    return weight


# The transposed weight, as packed() would give it.
def turned(weight: Tensor) -> Tensor:
    return weight.t()


# images [B, I, S, S], weight [C, I, P, P], bias [C] -> tokens [B, N, C]. Patches do not overlap, so that their convolution is a dense
# layer. A GPU is faster with it, and exact: its convolutions of float32 round to 10 bits.
def patches(images: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    b, i, s, _ = images.shape
    p = weight.shape[2]
    n = s // p
    x = images.reshape([b, i, n, p, n, p]).permute([0, 2, 4, 1, 3, 5]).reshape([b, n * n, i * p * p])
    return torch.linear(x, weight.flatten(1), bias)


def dense(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)


def dense_gelu(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.gelu(torch.linear(x, weight, bias))


# other [B, N, O], added to the result
def dense_added(x: Tensor, weight: Tensor, bias: Tensor, other: Tensor) -> Tensor:
    return other + torch.linear(x, weight, bias)


# query, key and value of all heads [B, N, 3 C] -> [B, N, C]
def attend(qkv: Tensor, heads: int) -> Tensor:
    b, n, c = qkv.shape
    # Taken apart here, the gradients of all three are put together by a single copy.
    q, k, v = torch.unbind(qkv.reshape([b, n, 3, heads, c // (3 * heads)]), 2)
    y = torch.scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))  # [B, H, N, C/H]
    return y.transpose(1, 2).reshape([b, n, c // 3])


# As attend(); what attend_back() needs goes to `kept`. The way back is that of PyTorch's own kernel.
def attend_kept(qkv: Tensor, heads: int, kept: List[Tensor]) -> Tensor:
    qkv = qkv.requires_grad_(True)
    y = __torch__.kernels.attend(qkv, heads)
    kept.extend([qkv, y])
    return y.detach()


# gradient of attention's output [B, N, C] -> of qkv [B, N, 3 C]
def attend_back(gradient: Tensor, heads: int, kept: List[Tensor]) -> Tensor:
    y, qkv = kept.pop(), kept.pop()
    return __torch__.autograd.chained(y, [qkv], gradient)[0]
