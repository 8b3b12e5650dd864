"""The same distillation step as a plain PyTorch loop: plain.py SHAPE:PRECISION:BATCH:STEPS ..., as DeviceReport.

The models are timm's (mean pooling, no class token). Four loops: images and loss stay on the device; the loss is read in every step; the
images come from ordinary memory, as the engine's do; from pinned memory.
"""

import statistics
import subprocess
import sys
import time

import timm
import torch
import torch.nn.functional as F


def measure(spec):
    shape, precision, batch, steps = spec.split(":")
    batch, steps = int(batch), int(steps)
    small = dict(img_size=32, patch_size=4, embed_dim=192, num_heads=3, depth=12, num_classes=1000)
    large = dict(img_size=224, patch_size=16, embed_dim=384, num_heads=6, depth=12, num_classes=1000)
    of_small = dict(small, embed_dim=384, num_heads=6)
    of_large = dict(large, embed_dim=768, num_heads=12)
    common = dict(class_token=False, global_pool="avg", fc_norm=False)
    kwargs, teaching = (small, of_small) if shape == "small" else (large, of_large)
    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[precision]

    torch.manual_seed(0)
    student = timm.models.vision_transformer.VisionTransformer(**kwargs, **common).cuda().train()
    teacher = timm.models.vision_transformer.VisionTransformer(**teaching, **common).cuda().eval()
    decay = [p for p in student.parameters() if p.ndim > 1]
    other = [p for p in student.parameters() if p.ndim <= 1]
    groups = [dict(params=decay, weight_decay=0.05), dict(params=other, weight_decay=0.0)]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, fused=True)
    host = torch.randn(batch, 3, kwargs["img_size"], kwargs["img_size"])
    pinned = host.pin_memory()
    device = host.cuda()

    def step(images):
        with torch.autocast("cuda", dtype, enabled=dtype != torch.float32):
            with torch.no_grad():
                answers = teacher(images)
            logits = student(images)
        logits, answers = logits.float(), answers.float()
        loss = F.kl_div(logits.log_softmax(1), answers.log_softmax(1), reduction="batchmean", log_target=True)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        return loss

    def median(images, read):
        times = []
        for i in range(-5, steps):
            torch.cuda.synchronize() if i == 0 else None
            start = time.perf_counter()
            loss = step(images())
            loss.item() if read else None
            if i >= 0:
                times.append(time.perf_counter() - start)
        torch.cuda.synchronize()
        return statistics.median(times) * 1e3

    start = time.perf_counter()
    resident = None
    for i in range(-5, steps):
        if i == 0:
            torch.cuda.synchronize()
            start = time.perf_counter()
        step(device)
    torch.cuda.synchronize()
    resident = (time.perf_counter() - start) / steps * 1e3
    read = median(lambda: device, True)
    pageable = median(lambda: host.cuda(), True)
    from_pinned = median(lambda: pinned.cuda(non_blocking=True), True)
    held = subprocess.run(
        ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader"], capture_output=True, text=True
    ).stdout.strip()
    print(
        f"plain {shape} {precision} batch {batch}: resident {resident:.2f} ms {batch / resident * 1e3:.0f} images/s;"
        f" loss read {read:.2f} ms; from memory {pageable:.2f} ms; from pinned memory {from_pinned:.2f} ms;"
        f" peak {torch.cuda.max_memory_allocated() / 2**20:.0f} MiB, device holds {held}"
    )


for spec in sys.argv[1:]:
    measure(spec)
    torch.cuda.empty_cache()
