    # ---- The backward pass of a ViT's blocks by hand. Against autograd it takes kernels that know no gradients, and sums
    # the gradients of all parts and of all uses of a block in place, in float32. ----

    # Before the parts of a batch -> block weights for the way back: the four dense layers of every block, transposed, packed.
    def start_gradients(self) -> List[Tensor]:
        first = len(self.turned) == 0
        back: List[Tensor] = []
        for block in range(self.before(), self.after(), 12):
            for dense in [2, 4, 8, 10]:
                back.append(self.packed(self.weights[block + dense].detach().to(self.dtype).t().contiguous()))
            if first:
                self.turned.append(torch.zeros_like(self.weights[block + 8]).detach())
        torch._foreach_zero_(self.turned)
        return back

    # After them.
    def finish_gradients(self) -> None:
        for i in range(len(self.turned)):
            self.gradient[self.before() + 12 * i + 10].copy_(self.turned[i].t())

    # Adds the gradients of images [start, end) to self.gradient. back: what start_gradients() gave, the rest as in passes()
    # -> their share of the loss, scaled []; logits [end - start, K]
    def differentiate(
        self,
        images: Tensor,
        labels: Tensor,
        targets: Tensor,
        drop: Tensor,
        settings: List[float],
        start: int,
        end: int,
        w: List[Tensor],
        back: List[Tensor],
    ) -> Tuple[Tensor, Tensor]:
        first, last = self.before(), self.after()
        d = drop if drop.numel() == 0 else drop[:, start:end].to(self.dtype)
        stem = self.stem(images[start:end], [weight.to(self.dtype) for weight in self.weights[:first]])
        kept: List[Tensor] = []
        x = stem.detach()
        for i in range(len(self.layers)):
            at = first + 12 * self.layers[i]
            x = self.attention_forward(x, w[at : at + 6], d, 2 * i, kept)
            x = self.mlp_forward(x, w[at + 6 : at + 12], d, 2 * i + 1, kept)
        x = x.requires_grad_(True)
        z = self.head(x, [weight.to(self.dtype) for weight in self.weights[last:]])
        loss = self.loss(z, labels, targets, settings, start, end)
        g = __torch__.adamw.gradients(loss, [x] + self.weights[last:])
        for i in range(len(g) - 1):
            self.gradient[last + i].add_(g[i + 1])
        gx = g[0]
        for j in range(len(self.layers)):
            i = len(self.layers) - 1 - j
            at = first + 12 * self.layers[i]
            b = back[4 * self.layers[i] : 4 * self.layers[i] + 4]
            gx = self.mlp_backward(gx, w[at + 6 : at + 12], b[2:], d, 2 * i + 1, kept, at + 6)
            gx = self.attention_backward(gx, w[at : at + 6], b[:2], d, 2 * i, kept, at)
        g = __torch__.adamw.chained(stem, self.weights[:first], gx)
        for i in range(first):
            self.gradient[i].add_(g[i])
        return loss.detach(), z.detach()

    # x + attention(norm(x)); w: norm, qkv, projection
    def attention_forward(self, x: Tensor, w: List[Tensor], drop: Tensor, branch: int, kept: List[Tensor]) -> Tensor:
        n, mean, deviation = torch.native_layer_norm(x, [x.shape[-1]], w[0], w[1], self.eps)
        y = self.attend_kept(self.dense(n, w[2], w[3]), kept)
        kept.extend([x, n, mean, deviation, y])
        return self.join(x, y, w[4], w[5], drop, branch)

    # gx: gradient of what attention_forward returned; back: qkv, projection; at: position of its first weight -> that of x
    def attention_backward(
        self, gx: Tensor, w: List[Tensor], back: List[Tensor], drop: Tensor, branch: int, kept: List[Tensor], at: int
    ) -> Tensor:
        y, deviation, mean, n, x = kept.pop(), kept.pop(), kept.pop(), kept.pop(), kept.pop()
        g = self.drop(gx, drop, branch)
        self.sum_dense(g, y, at + 4)
        g = self.attend_back(self.dense(g, back[1], None), kept)
        self.sum_dense(g, n, at + 2)
        return self.norm_backward(gx, self.dense(g, back[0], None), x, mean, deviation, w, at)

    # x + mlp(norm(x)); w: norm, two dense layers
    def mlp_forward(self, x: Tensor, w: List[Tensor], drop: Tensor, branch: int, kept: List[Tensor]) -> Tensor:
        n, mean, deviation = torch.native_layer_norm(x, [x.shape[-1]], w[0], w[1], self.eps)
        h = self.dense(n, w[2], w[3])
        y = torch.gelu(h)
        kept.extend([x, n, mean, deviation, h, y])
        return self.join(x, y, w[4], w[5], drop, branch)

    # As attention_backward; back: the two dense layers.
    def mlp_backward(
        self, gx: Tensor, w: List[Tensor], back: List[Tensor], drop: Tensor, branch: int, kept: List[Tensor], at: int
    ) -> Tensor:
        y, h, deviation, mean, n, x = kept.pop(), kept.pop(), kept.pop(), kept.pop(), kept.pop(), kept.pop()
        g = self.drop(gx, drop, branch)
        # The product is faster with the longer side first.
        self.sum_product(self.turned[(at - 6 - self.before()) // 12], y, g)
        self.gradient[at + 5].add_(g.sum([0, 1]))
        g = torch.gelu_backward(self.dense(g, back[1], None), h)
        self.sum_dense(g, n, at + 2)
        return self.norm_backward(gx, self.dense(g, back[0], None), x, mean, deviation, w, at)

    # Residual connection with stochastic depth: row `branch` of drop holds 0 or 1 / keep for each image.
    def join(self, x: Tensor, y: Tensor, weight: Tensor, bias: Tensor, drop: Tensor, branch: int) -> Tensor:
        if drop.numel() == 0:
            return self.dense_added(y, weight, bias, x)
        return x + self.drop(self.dense(y, weight, bias), drop, branch)

    def drop(self, y: Tensor, drop: Tensor, branch: int) -> Tensor:
        return y if drop.numel() == 0 else y * drop[branch].reshape([-1, 1, 1])

    # Adds the gradients of a dense layer, whose weight is at position `at`: g [B, N, O] of its output, x [B, N, I] its input.
    def sum_dense(self, g: Tensor, x: Tensor, at: int) -> None:
        self.sum_product(self.gradient[at], g, x)
        self.gradient[at + 1].add_(g.sum([0, 1]))

    # total [O, I], float32, += sum over the tokens of left [B, N, O] times right [B, N, I]
    def sum_product(self, total: Tensor, left: Tensor, right: Tensor) -> None:
        rows, columns = left.flatten(0, 1).t(), right.flatten(0, 1)
        if self.dtype == 6:
            total.addmm_(rows, columns)
        else:
            total.add_(torch.mm(rows, columns))

    # gx: gradient of the residual stream, changed in place; g of the norm's output -> gradient of x, the norm's input
    def norm_backward(
        self, gx: Tensor, g: Tensor, x: Tensor, mean: Tensor, deviation: Tensor, w: List[Tensor], at: int
    ) -> Tensor:
        more, scale, shift = torch.native_layer_norm_backward(
            g, x, [x.shape[-1]], mean, deviation, w[0], w[1], [True, True, True]
        )
        self.gradient[at].add_(scale)
        self.gradient[at + 1].add_(shift)
        return gx.add_(more)
