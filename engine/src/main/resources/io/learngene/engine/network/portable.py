    # ---- Dense layers and attention on any device. x [B, N, I], weight [O, I], bias [O] -> [B, N, O] ----

    def packed(self, weight: Tensor) -> Tensor:
        return weight

    def dense(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
        return torch.linear(x, weight, bias)

    def dense_gelu(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return torch.gelu(torch.linear(x, weight, bias))

    # other [B, N, O], added to the result
    def dense_added(self, x: Tensor, weight: Tensor, bias: Tensor, other: Tensor) -> Tensor:
        return other + torch.linear(x, weight, bias)

    # query, key and value of all heads [B, N, 3 C] -> [B, N, C]
    def attend(self, qkv: Tensor) -> Tensor:
        b, n, c = qkv.shape
        # Taken apart here, the gradients of all three are put together by a single copy.
        q, k, v = torch.unbind(qkv.reshape([b, n, 3, self.heads, c // (3 * self.heads)]), 2)
        y = torch.scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))  # [B, H, N, C/H]
        return y.transpose(1, 2).reshape([b, n, c // 3])
