    # ---- The way back through attention on any device: that of PyTorch's own kernel. ----

    # As attend(); what attend_back() needs goes to `kept`.
    def attend_kept(self, qkv: Tensor, kept: List[Tensor]) -> Tensor:
        qkv = qkv.requires_grad_(True)
        y = self.attend(qkv)
        kept.extend([qkv, y])
        return y.detach()

    # gradient of attention's output [B, N, C] -> of qkv [B, N, 3 C]
    def attend_back(self, gradient: Tensor, kept: List[Tensor]) -> Tensor:
        y, qkv = kept.pop(), kept.pop()
        return __torch__.adamw.chained(y, [qkv], gradient)[0]
