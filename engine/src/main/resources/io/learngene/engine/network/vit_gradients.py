# The backward pass of a ViT's blocks by hand. Against autograd it takes kernels that know no gradients, and sums the gradients of
# all parts of a batch and of all uses of a block in place, in float32.
class Gradients(Module):
    __parameters__ = []
    __buffers__ = []
    training: bool
    network: __torch__.network.Network
    sums: List[Tensor]  # of every weight, float32
    turned: List[Tensor]  # the same of each block's last dense layer, transposed
    frozen: int  # first blocks that stand still, and with them what is before these; their gradients stay 0
    heads_only: bool  # whether the final norm stands still too
    recomputed: bool  # whether only the layers' inputs are kept, and the rest is computed again

    # Before the parts of a batch -> the weights for the way back: dense layers of the blocks turned, the rest as they are.
    def start(self, weights: List[Tensor]) -> List[Tensor]:
        if len(self.sums) == 0:
            self.sums = [torch.zeros_like(w).detach() for w in weights]
            self.turned = [torch.zeros_like(weights[at + self.network.fc1]).detach() for at in self.network.starts()]
        else:
            torch._foreach_zero_(self.sums)
            torch._foreach_zero_(self.turned)
        back = [w for w in weights]
        for at in self.network.starts()[self.frozen :]:
            for dense in [self.network.qkv, self.network.proj, self.network.fc1, self.network.fc2]:
                back[at + dense] = __torch__.kernels.turned(weights[at + dense].detach().to(self.network.dtype))
        return back

    # After them.
    def finish(self) -> None:
        for i in range(len(self.turned)):
            self.sums[self.network.blocks + self.network.block * i + self.network.fc2].copy_(self.turned[i].t())

    # Layers before the first that is trained: no gradient goes back to them.
    def still(self) -> int:
        count = 0
        for layer in self.network.layers:
            if layer >= self.frozen:
                return count
            count = count + 1
        return count

    # Adds the gradients of some of the `all` images of a batch. images [B, 3, S, S] and what belongs to them; drop [2 x layers, B]
    # holds the factor of each residual branch, [0] for none; w: the weights as ready() gives them; back: as start() gives them
    # -> their share of the loss, scaled []; logits [B, K]
    def add(
        self,
        weights: List[Tensor],
        w: List[Tensor],
        back: List[Tensor],
        images: Tensor,
        drop: Tensor,
        batch: Dict[str, Tensor],
        all: int,
        extras: List[Tensor],
        numbers: Dict[str, float],
    ) -> Tuple[Tensor, Tensor]:
        net = self.network
        d = drop if drop.numel() == 0 else drop.to(net.dtype)
        still = self.still()
        before = [each.detach() for each in weights[: net.blocks]] if self.frozen > 0 else weights[: net.blocks]
        stem = net.stem(images, [weight.to(net.dtype) for weight in before])
        kept: List[Tensor] = []
        inputs: List[Tensor] = []
        x = stem.detach()
        for i in range(len(net.layers)):
            if self.recomputed and i >= still:
                inputs.append(x)
            x = self.layer_forward(x, w, i, d, kept)
            if self.recomputed or i < still:
                kept.clear()
        x = x.requires_grad_(True)
        z = net.classified(x, [weight.to(net.dtype) for weight in weights[net.final :]])
        loss = __torch__.places.objective([z], batch, extras, numbers)
        loss = __torch__.loss.counted(loss, images.shape[0], all, numbers["loss_scale"])
        g = __torch__.autograd.gradients(loss, [x] + weights[net.final :])
        for i in range(net.head if self.heads_only else 0, len(g) - 1):
            self.sums[net.final + i].add_(g[i + 1])
        gx = g[0]
        for j in range(len(net.layers) - still):
            i = len(net.layers) - 1 - j
            at = net.blocks + net.block * net.layers[i]
            if self.recomputed:
                self.layer_forward(inputs.pop(), w, i, d, kept)
            gx = self.mlp_backward(gx, w, back, at, d, 2 * i + 1, kept)
            gx = self.attention_backward(gx, w, back, at, d, 2 * i, kept)
        if self.frozen == 0:
            g = __torch__.autograd.chained(stem, weights[: net.blocks], gx)
            for i in range(net.blocks):
                self.sums[i].add_(g[i])
        return loss.detach(), z.detach()

    # Tokens x through layer i
    def layer_forward(self, x: Tensor, w: List[Tensor], i: int, drop: Tensor, kept: List[Tensor]) -> Tensor:
        at = self.network.blocks + self.network.block * self.network.layers[i]
        x = self.attention_forward(x, w, at, drop, 2 * i, kept)
        return self.mlp_forward(x, w, at, drop, 2 * i + 1, kept)

    # x + attention(norm(x)) of the block at position `at`
    def attention_forward(
        self, x: Tensor, w: List[Tensor], at: int, drop: Tensor, branch: int, kept: List[Tensor]
    ) -> Tensor:
        qkv = at + self.network.qkv
        n, mean, deviation = self.norm(x, w, at + self.network.norm1)
        y = __torch__.kernels.dense(n, w[qkv], w[qkv + 1])
        y = __torch__.kernels.attend_kept(y, self.network.heads, kept)
        kept.extend([x, n, mean, deviation, y])
        return self.join(x, y, w, at + self.network.proj, drop, branch)

    # gx: gradient of what attention_forward returned -> that of x
    def attention_backward(
        self, gx: Tensor, w: List[Tensor], back: List[Tensor], at: int, drop: Tensor, branch: int, kept: List[Tensor]
    ) -> Tensor:
        y, deviation, mean, n, x = kept.pop(), kept.pop(), kept.pop(), kept.pop(), kept.pop()
        qkv, proj = at + self.network.qkv, at + self.network.proj
        g = self.drop(gx, drop, branch)
        self.sum_dense(g, y, proj)
        g = __torch__.kernels.dense(g, back[proj], None)
        g = __torch__.kernels.attend_back(g, self.network.heads, kept)
        self.sum_dense(g, n, qkv)
        g = __torch__.kernels.dense(g, back[qkv], None)
        return self.norm_backward(gx, g, x, mean, deviation, w, at + self.network.norm1)

    # x + mlp(norm(x)) of the block at position `at`
    def mlp_forward(
        self, x: Tensor, w: List[Tensor], at: int, drop: Tensor, branch: int, kept: List[Tensor]
    ) -> Tensor:
        fc1 = at + self.network.fc1
        n, mean, deviation = self.norm(x, w, at + self.network.norm2)
        h = __torch__.kernels.dense(n, w[fc1], w[fc1 + 1])
        y = torch.gelu(h)
        kept.extend([x, n, mean, deviation, h, y])
        return self.join(x, y, w, at + self.network.fc2, drop, branch)

    # As attention_backward.
    def mlp_backward(
        self, gx: Tensor, w: List[Tensor], back: List[Tensor], at: int, drop: Tensor, branch: int, kept: List[Tensor]
    ) -> Tensor:
        y, h, deviation, mean, n, x = kept.pop(), kept.pop(), kept.pop(), kept.pop(), kept.pop(), kept.pop()
        fc1, fc2 = at + self.network.fc1, at + self.network.fc2
        g = self.drop(gx, drop, branch)
        # The product is faster with the longer side first.
        self.sum_product(self.turned[(at - self.network.blocks) // self.network.block], y, g)
        self.sums[fc2 + 1].add_(g.sum([0, 1]))
        g = torch.gelu_backward(__torch__.kernels.dense(g, back[fc2], None), h)
        self.sum_dense(g, n, fc1)
        g = __torch__.kernels.dense(g, back[fc1], None)
        return self.norm_backward(gx, g, x, mean, deviation, w, at + self.network.norm2)

    # The norm at position `at`, and mean and deviation of each token.
    def norm(self, x: Tensor, w: List[Tensor], at: int) -> Tuple[Tensor, Tensor, Tensor]:
        return torch.native_layer_norm(x, [x.shape[-1]], w[at], w[at + 1], self.network.eps)

    # Residual connection around the dense layer at position `at`, with stochastic depth: row `branch` of drop holds 0 or 1 / keep
    # for each image.
    def join(self, x: Tensor, y: Tensor, w: List[Tensor], at: int, drop: Tensor, branch: int) -> Tensor:
        if drop.numel() == 0:
            return __torch__.kernels.dense_added(y, w[at], w[at + 1], x)
        return x + self.drop(__torch__.kernels.dense(y, w[at], w[at + 1]), drop, branch)

    def drop(self, y: Tensor, drop: Tensor, branch: int) -> Tensor:
        return y if drop.numel() == 0 else y * drop[branch].reshape([-1, 1, 1])

    # Adds the gradients of the dense layer at position `at`: g [B, N, O] of its output, x [B, N, I] its input.
    def sum_dense(self, g: Tensor, x: Tensor, at: int) -> None:
        self.sum_product(self.sums[at], g, x)
        self.sums[at + 1].add_(g.sum([0, 1]))

    # total [O, I], float32, += sum over the tokens of left [B, N, O] times right [B, N, I]
    def sum_product(self, total: Tensor, left: Tensor, right: Tensor) -> None:
        rows, columns = left.flatten(0, 1).t(), right.flatten(0, 1)
        if rows.dtype == total.dtype:
            total.addmm_(rows, columns)
        else:
            total.add_(torch.mm(rows, columns))

    # gx: gradient of the residual stream, changed in place; g of the norm's output -> gradient of x, the norm's input
    def norm_backward(
        self, gx: Tensor, g: Tensor, x: Tensor, mean: Tensor, deviation: Tensor, w: List[Tensor], at: int
    ) -> Tensor:
        # Given sixteen bits, a processor's kernel sums over the tokens in sixteen bits, which leaves 4 to 26 % of error. In float32 it
        # is exact, and faster. A GPU's sums in float32 whatever it is given, and takes mean and deviation in the type it told them in.
        exact = g.dtype if g.is_cuda else 6
        told = mean.dtype if g.is_cuda else 6
        more, scale, shift = torch.native_layer_norm_backward(
            g.to(exact),
            x.to(exact),
            [x.shape[-1]],
            mean.to(told),
            deviation.to(told),
            w[at].to(exact),
            w[at + 1].to(exact),
            [True, True, True],
        )
        self.sums[at].add_(scale)
        self.sums[at + 1].add_(shift)
        return gx.add_(more.to(gx.dtype))
