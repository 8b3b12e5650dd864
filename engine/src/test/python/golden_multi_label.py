"""Writes golden/multi_label.json: losses and scores where images have any number of classes. Run with timm 1.0.31, here.

Losses are of the logits of golden/vit_timm_cls: timm's BinaryCrossEntropy of dense targets, smoothed as it smooths those of one class and mixed as
mixup_target mixes them; and the divergence of every class's Bernoulli distribution, written out as its definition says (float64). scikit-learn is not
needed: average precision is computed from its definition there, AP = sum over thresholds of (R_n - R_(n-1)) P_n, threshold by threshold.
"""

import json
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from timm.loss import BinaryCrossEntropy

GOLDEN = Path(__file__).parent.parent / "resources" / "golden"


def losses():
    logits = safetensors.torch.load_file(GOLDEN / "vit_timm_cls.safetensors")["logits"]
    classes = logits.shape[1]
    labels = torch.zeros_like(logits)
    for image, has in enumerate([[], [1], [0, 4, 7], list(range(classes))]):
        labels[image, has] = 1
    result = {"labels": labels.int().flatten().tolist(), "binary": [], "distilled": []}
    for smoothing in [0.0, 0.1]:
        smooth = labels * (1 - smoothing) + smoothing / classes
        for share in [1.0, 0.3]:
            target = smooth * share + smooth.flip(0) * (1 - share)
            loss = BinaryCrossEntropy(smoothing)(logits, target).item()
            result["binary"].append({"smoothing": smoothing, "share": share, "loss": loss})
    teacher = logits.flip(1).double() * 1.5
    result["teacher"] = teacher.float().flatten().tolist()
    z = logits.double()
    for alpha, tau, per_element in [(1.0, 1.0, False), (1.0, 1.0, True), (0.7, 2.0, False), (0.7, 2.0, True)]:
        p, q = torch.sigmoid(teacher / tau), torch.sigmoid(z / tau)
        divergence = p * (p / q).log() + (1 - p) * ((1 - p) / (1 - q)).log()
        entropy = torch.nn.functional.binary_cross_entropy_with_logits(z, labels.double(), reduction="sum")
        total = alpha * tau * tau * divergence.sum() + (1 - alpha) * entropy
        divisor = logits.numel() if per_element else len(logits)
        case = {"alpha": alpha, "tau": tau, "per_element": per_element, "loss": (total / divisor).item()}
        result["distilled"].append(case)
    return result


def average_precision(scores, positive):
    result, recall_before = 0.0, 0.0
    for threshold in sorted(set(scores), reverse=True):
        answered = scores >= threshold
        right = (answered & positive).sum()
        recall = right / positive.sum()
        result += (recall - recall_before) * right / answered.sum()
        recall_before = recall
    return result


def f1(right, answered, have):
    return 2 * right / (answered + have) if answered + have > 0 else 0.0


def scores():
    random = np.random.default_rng(7)
    # Halves, so that many are equal; zero is the threshold.
    logits = np.round(random.normal(size=(40, 6)) * 4).astype(np.float32) / 2
    positive = random.random((40, 6)) < np.array([0.5, 0.3, 0.2, 0.1, 0.05, 0.9]) + 0.05 * logits
    positive[:, 5] = False
    answered = logits >= 0
    tested = [c for c in range(6) if positive[:, c].any()]
    aps = [average_precision(logits[:, c], positive[:, c]) for c in tested]
    right = answered & positive
    f1s = [f1(right[:, c].sum(), answered[:, c].sum(), positive[:, c].sum()) for c in tested]
    return {
        "logits": logits.flatten().tolist(),
        "labels": positive.astype(int).flatten().tolist(),
        "average_precision": aps,
        "map": float(np.mean(aps)),
        "f1": f1s,
        "f1_micro": float(f1(right.sum(), answered.sum(), positive.sum())),
        "f1_macro": float(np.mean(f1s)),
    }


(GOLDEN / "multi_label.json").write_text(json.dumps({"losses": losses(), "scores": scores()}, indent=None) + "\n")
