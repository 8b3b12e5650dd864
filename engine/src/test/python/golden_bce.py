"""Writes golden/bce.json: timm's BinaryCrossEntropy of the logits of golden/vit_timm_cls, plain and mixed. Run with timm 1.0.31, here."""

import json
from pathlib import Path

import safetensors.torch
import torch
from timm.data.mixup import mixup_target
from timm.loss import BinaryCrossEntropy

GOLDEN = Path(__file__).parent.parent / "resources" / "golden"

logits = safetensors.torch.load_file(GOLDEN / "vit_timm_cls.safetensors")["logits"]
labels = torch.arange(len(logits))
result = []
for smoothing in [0.0, 0.1]:
    result.append({"smoothing": smoothing, "share": 1.0, "loss": BinaryCrossEntropy(smoothing)(logits, labels).item()})
    mixed = mixup_target(labels, logits.shape[1], 0.3, smoothing)
    result.append({"smoothing": smoothing, "share": 0.3, "loss": BinaryCrossEntropy(smoothing)(logits, mixed).item()})
(GOLDEN / "bce.json").write_text(json.dumps(result, indent=1) + "\n")
