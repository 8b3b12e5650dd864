"""Writes golden/layer_decay.json: what timm's layer-wise learning rates do to the timm models of the golden vectors.

For each model, after three steps of torch.optim.AdamW with timm's param_groups_layer_decay: the share of the learning rate of every
tensor, and the Euclidean norm of its change. Run with timm 1.0.31, in this folder.
"""

import json
from pathlib import Path

import safetensors.torch
import timm
import torch
from timm.optim import param_groups_layer_decay

GOLDEN = Path(__file__).parent.parent / "resources" / "golden"
MODELS = {
    "vit_timm_cls": {},
    "vit_timm_avg": {"class_token": False, "global_pool": "avg", "fc_norm": True},
    "vit_timm_avg_norm": {"class_token": False, "global_pool": "avg", "fc_norm": False},
}


def model(name, arguments):
    file = safetensors.torch.load_file(GOLDEN / f"{name}.safetensors")
    vit = timm.models.VisionTransformer(
        img_size=32, patch_size=8, embed_dim=48, depth=3, num_heads=3, num_classes=10, **arguments
    )
    images, _ = file.pop("images"), file.pop("logits")
    vit.load_state_dict(file)
    return vit, images


def trained(name, arguments):
    vit, images = model(name, arguments)
    before = {k: p.detach().clone() for k, p in vit.named_parameters()}
    groups = param_groups_layer_decay(vit, 0.05, vit.no_weight_decay(), layer_decay=0.6)
    shares = {id(p): g["lr_scale"] for g in groups for p in g["params"]}
    for group in groups:
        group["lr"] = 1e-3 * group["lr_scale"]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, eps=1e-8)
    labels = torch.arange(len(images))
    for _ in range(3):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(vit(images), labels, label_smoothing=0.1).backward()
        torch.nn.utils.clip_grad_norm_(vit.parameters(), 1.0)
        optimizer.step()
    return {
        k: {"share": shares[id(p)], "change": (p.detach() - before[k]).double().norm().item()}
        for k, p in vit.named_parameters()
    }


if __name__ == "__main__":
    result = {name: trained(name, arguments) for name, arguments in MODELS.items()}
    (GOLDEN / "layer_decay.json").write_text(json.dumps(result, indent=1) + "\n")
