"""Writes golden/freeze.json: what torch.optim.AdamW does to the timm models of the golden vectors while layers stand still.

For each model, the norm of the change of every tensor after three steps with timm's param_groups_weight_decay: with the embeddings and the
first two of three blocks frozen ("2"), and with all but the head ("all"). Run with timm 1.0.31, in this folder.
"""

import json

import torch
from golden_layer_decay import GOLDEN, MODELS, model
from timm.optim import param_groups_weight_decay


def frozen(name, freeze):
    if name.startswith("head"):
        return False
    if freeze == "all":
        return True
    if name.startswith("blocks."):
        return int(name.split(".")[1]) < int(freeze)
    return not name.startswith(("norm.", "fc_norm."))


def trained(name, arguments, freeze):
    vit, images = model(name, arguments)
    before = {k: p.detach().clone() for k, p in vit.named_parameters()}
    for k, p in vit.named_parameters():
        p.requires_grad_(not frozen(k, freeze))
    groups = param_groups_weight_decay(vit, 0.05, vit.no_weight_decay())
    optimizer = torch.optim.AdamW(groups, lr=1e-3, eps=1e-8)
    labels = torch.arange(len(images))
    for _ in range(3):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(vit(images), labels, label_smoothing=0.1).backward()
        torch.nn.utils.clip_grad_norm_(vit.parameters(), 1.0)
        optimizer.step()
    return {k: (p.detach() - before[k]).double().norm().item() for k, p in vit.named_parameters()}


result = {
    name: {freeze: trained(name, arguments, freeze) for freeze in ["2", "all"]} for name, arguments in MODELS.items()
}
(GOLDEN / "freeze.json").write_text(json.dumps(result, indent=1) + "\n")
