"""What timm, transformers, PyTorch and ONNX Runtime make of the engine's files, and files of theirs for the engine.

python interop.py FOLDER: reads FOLDER/exports.json, FOLDER/colours.safetensors and FOLDER/images, writes FOLDER/answers.json
and FOLDER/checkpoints. A check that fails is an answer with "error", so that each one is told by its own test.
"""

import json
import sys
import traceback
from functools import partial
from pathlib import Path

import onnx
import onnxruntime
import timm
import torch
from onnxruntime.transformers.optimizer import optimize_model
from PIL import Image
from safetensors.torch import load_file, save_file
from timm.data import create_transform, resolve_data_config
from timm.layers import SwiGLU, SwiGLUPacked
from timm.models import save_for_hf
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode
from transformers import (
    AutoConfig,
    AutoImageProcessor,
    AutoModel,
    AutoModelForImageClassification,
    BitImageProcessor,
    CLIPConfig,
    CLIPForImageClassification,
    CLIPImageProcessor,
    DeiTConfig,
    DeiTForImageClassificationWithTeacher,
    Dinov2Config,
    Dinov2ForImageClassification,
    Dinov2WithRegistersConfig,
    Dinov2WithRegistersForImageClassification,
    ViTConfig,
    ViTForImageClassification,
    ViTImageProcessor,
)

torch.set_num_threads(1)
torch.manual_seed(7)
ROOT = Path(sys.argv[1])
COLOURS = load_file(ROOT / "colours.safetensors")
ANSWERS = {}


def answer(name, check):
    try:
        with torch.no_grad():
            ANSWERS[name] = check()
    except Exception:  # noqa: BLE001 told by the test
        ANSWERS[name] = {"error": traceback.format_exc()}


def colours(size, channels=3):
    return COLOURS[str(size)][:, :channels]


def normalised(size, mean, std):
    shape = (1, 3, 1, 1)
    return (colours(size) - torch.tensor(mean).reshape(shape)) / torch.tensor(std).reshape(shape)


def perturbed(model):
    """Weights that matter: fresh ones are nearly zero, and so would be every difference."""
    for name, value in model.state_dict().items():
        if value.is_floating_point():
            noise = torch.randn_like(value) * 0.1
            value.add_(noise.abs() if name.endswith("running_var") else noise)
    return model.eval()


def counted(model, size):
    """What one image takes: operations of matrix products, and numbers that are trained."""
    counter = FlopCounterMode(display=False)
    with sdpa_kernel(SDPBackend.MATH), counter:
        model(colours(size)[:1])
    return {
        "flops": counter.get_total_flops(),
        # A token that only masks, and a norm of what is not asked, are no part of the answer.
        "parameters": sum(
            value.numel()
            for name, value in model.named_parameters()
            if "mask_token" not in name and "post_layernorm" not in name
        ),
    }


def predictions(images, pixels, model):
    batch = torch.stack([pixels(Image.open(image).convert("RGB")) for image in images])
    return model(batch).argmax(1).tolist()


def pictures(export):
    return sorted((ROOT / "images" / export["images"] / "test").glob("*/*"))


# The engine's exports


def as_the_card_says(folder):
    eps = json.loads((Path(folder) / "config.json").read_text()).get("norm_eps")
    return {} if eps is None else {"norm_layer": partial(torch.nn.LayerNorm, eps=eps)}


def timm_folder(export):
    options = as_the_card_says(export["folder"])
    create = partial(timm.create_model, f"local-dir:{export['folder']}", pretrained=True, **options)
    size = export["image_size"]
    model = create().eval()
    data = resolve_data_config({}, model=model)
    images = normalised(size, data["mean"], data["std"])
    result = {"logits": model(images).tolist()}

    other = create(num_classes=5).eval()
    features = model.forward_features(images)
    result["classes"] = other(images).shape[1]
    result["features"] = (other.forward_features(images) - features).abs().max().item()

    bare = create(num_classes=0).eval()
    pooled = model.forward_head(features, pre_logits=True)
    result["pooled"] = (bare(images) - pooled).abs().max().item() if bare(images).shape == pooled.shape else None

    grey = create(in_chans=1).eval()
    one = images[:, :1]
    result["grey"] = (grey(one) - model(one.expand(-1, 3, -1, -1))).abs().max().item()

    if export.get("images"):
        transform = create_transform(**data, is_training=False)
        result["predictions"] = predictions(pictures(export), transform, model)

    if not options:  # timm refuses to save a model with arguments of its own.
        again = ROOT / "checkpoints" / f"{export['name']}-again"
        save_for_hf(model, again, safe_serialization=True)
        ANSWERS[again.name] = {"logits": result["logits"]}
    return result


def hugging_face_folder(export):
    folder = export["folder"]
    model, info = AutoModelForImageClassification.from_pretrained(folder, output_loading_info=True)
    processor = AutoImageProcessor.from_pretrained(folder)
    images = normalised(export["image_size"], processor.image_mean, processor.image_std)
    result = {
        "logits": model.eval()(images).logits.tolist(),
        "problems": sorted(map(str, [*info["missing_keys"], *info["unexpected_keys"], *info["mismatched_keys"]])),
        "labels": [model.config.id2label[i] for i in range(model.config.num_labels)],
    }
    other = AutoModelForImageClassification.from_pretrained(folder, num_labels=5, ignore_mismatched_sizes=True).eval()
    result["classes"] = other(images).logits.shape[1]
    base = AutoModel.from_pretrained(folder).eval()
    own = getattr(model, model.base_model_prefix)
    result["features"] = (
        (base(images).last_hidden_state - own(images).last_hidden_state).abs().max().item()
    )
    if export.get("images"):
        result["predictions"] = predictions(
            pictures(export),
            lambda image: processor(image, return_tensors="pt")["pixel_values"][0],
            lambda batch: model(batch).logits,
        )
    transformers_checkpoint(f"{export['name']}-again", model, processor, lambda: result["logits"])
    return result


def torchscript_file(export):
    model = torch.jit.load(Path(export["folder"]) / "model.pt").eval()
    images = normalised(export["image_size"], [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    return {"logits": model(images).tolist()}


def onnx_folder(export):
    folder = Path(export["folder"])
    file = str(folder / "model.onnx")
    onnx.checker.check_model(file, full_check=True)
    model = onnx.load(file)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    processor = AutoImageProcessor.from_pretrained(folder)
    config = AutoConfig.from_pretrained(folder)

    def logits(pixels):
        return torch.from_numpy(session.run(["logits"], {"pixel_values": pixels.numpy()})[0])

    fused = optimize_model(file, model_type="vit", opt_level=0).model.graph
    result = {
        "logits": logits(normalised(export["image_size"], processor.image_mean, processor.image_std)).tolist(),
        "opset": model.opset_import[0].version,
        "labels": [config.id2label[i] for i in range(config.num_labels)],
        "weights": [each.name for each in model.graph.initializer if "/" not in each.name],
        "attention": sum(node.op_type == "Attention" for node in fused.node),
    }
    if export.get("images"):
        pixels = lambda image: processor(image, return_tensors="pt")["pixel_values"][0]  # noqa: E731
        result["predictions"] = predictions(pictures(export), pixels, logits)
    return result


# Checkpoints of the libraries


def timm_checkpoint(
    name, model, size, mean, std, edit=lambda config: config, weights=lambda state: state, arguments=None
):
    folder = ROOT / "checkpoints" / name
    perturbed(model)
    config = {"pretrained_cfg": {"mean": mean, "std": std, "input_size": [3, size, size]}}
    if arguments:
        config["model_args"] = arguments
    save_for_hf(model, folder, model_config=config, safe_serialization=True)
    file = folder / "config.json"
    file.write_text(json.dumps(edit(json.loads(file.read_text()))))
    save_file(weights(load_file(folder / "model.safetensors")), folder / "model.safetensors")
    return {"logits": model(normalised(size, mean, std)).tolist(), **counted(model, size)}


def timm_presets():
    """Tensors of all that is known by its name alone."""
    known = json.loads(Path("src/main/resources/io/learngene/engine/model/timm_vits.json").read_text())
    presets = {}
    for name in known:
        model = timm.create_model(name, num_classes=10, device="meta")
        presets[name] = {
            "image_size": model.patch_embed.img_size[0],
            "eps": model.blocks[0].norm1.eps,
            "heads": model.blocks[0].attn.num_heads,
            "activation": type(model.blocks[0].mlp.act).__name__,
            "pool": model.global_pool,
            "tensors": {key: list(value.shape) for key, value in model.state_dict().items()},
        }
    return presets


def transformers_checkpoint(name, model, processor, logits, modules=False):
    folder = ROOT / "checkpoints" / name
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    if modules:
        save_file(model.state_dict(), folder / "model.safetensors")
    ANSWERS[name] = {"logits": logits()}


def transformers_vit(name, modules=False, **processing):
    config = ViTConfig(
        hidden_size=48, num_hidden_layers=2, num_attention_heads=3, intermediate_size=96, image_size=32, patch_size=8,
        num_labels=10,
    )
    model = perturbed(ViTForImageClassification(config))
    processor = ViTImageProcessor(size={"height": 32, "width": 32}, **processing)
    pixels = processor([*(colours(32) * 255)], do_resize=False, return_tensors="pt")["pixel_values"]
    transformers_checkpoint(name, model, processor, lambda: model(pixels).logits.tolist(), modules)
    return ANSWERS[name]


def transformers_deit(name, modules=False):
    config = DeiTConfig(
        hidden_size=48, num_hidden_layers=2, num_attention_heads=3, intermediate_size=96, image_size=32, patch_size=8,
        num_labels=10,
    )
    model = perturbed(DeiTForImageClassificationWithTeacher(config))
    processor = ViTImageProcessor(size={"height": 32, "width": 32}, image_mean=[0.4] * 3, image_std=[0.3] * 3)
    pixels = normalised(32, processor.image_mean, processor.image_std)
    transformers_checkpoint(name, model, processor, lambda: model(pixels).logits.tolist(), modules)
    return ANSWERS[name]


TOWER = dict(hidden_size=48, num_hidden_layers=2, num_attention_heads=3, image_size=32, patch_size=8)


def transformers_tower(name, model, kind, modules=False):
    processor = kind(
        size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}, image_mean=[0.4] * 3, image_std=[0.3] * 3
    )
    perturbed(model)
    pixels = normalised(32, processor.image_mean, processor.image_std)
    transformers_checkpoint(name, model, processor, lambda: model(pixels).logits.tolist(), modules)
    return {**ANSWERS[name], **counted(model, 32)}


def transformers_dinov2(name, modules=False, registers=False, **config):
    if registers:
        model = Dinov2WithRegistersForImageClassification(Dinov2WithRegistersConfig(num_labels=10, **TOWER, **config))
    else:
        model = Dinov2ForImageClassification(Dinov2Config(num_labels=10, **TOWER, **config))
    return transformers_tower(name, model, BitImageProcessor, modules)


def transformers_clip(name, modules=False, **vision):
    config = CLIPConfig(vision_config=dict(**TOWER, intermediate_size=96, **vision), num_labels=10)
    return transformers_tower(name, CLIPForImageClassification(config), CLIPImageProcessor, modules)


def traced(name):
    model = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, stride=2), torch.nn.GELU(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(),
        torch.nn.Linear(8, 10),
    ).eval()
    folder = ROOT / "checkpoints" / name
    folder.mkdir(parents=True)
    images = normalised(32, [0.5] * 3, [0.25] * 3)
    torch.jit.save(torch.jit.trace(model, images), folder / "model.torchscript")
    pretrained = {"input_size": [3, 32, 32], "mean": [0.5] * 3, "std": [0.25] * 3}
    config = {"architecture": "torchscript", "num_classes": 10, "pretrained_cfg": pretrained}
    (folder / "config.json").write_text(json.dumps(config))
    return {"logits": model(images).tolist()}


def one_level(config):
    return {"architecture": config["architecture"], "model_args": config["model_args"], **config["pretrained_cfg"],
            "num_classes": config["num_classes"]}


def numbered_labels(config):
    return {**config, "label_names": {str(i): f"class {i}" for i in reversed(range(10))}}


def uncounted(state):
    return {name: value for name, value in state.items() if not name.endswith("num_batches_tracked")}


IMAGENET = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
HALVES = [0.5] * 3, [0.5] * 3
VIT = dict(img_size=32, patch_size=8, embed_dim=48, depth=2, num_heads=3, num_classes=10)

FORMS = {
    "timm": timm_folder, "huggingface": hugging_face_folder, "torchscript": torchscript_file, "onnx": onnx_folder,
}
for each in json.loads((ROOT / "exports.json").read_text()):
    answer(each["name"], lambda: FORMS[each["form"]](each))

for kind, extra in {
    "token": {},
    "avg": dict(class_token=False, global_pool="avg"),
    "dropout": dict(drop_path_rate=0.1, attn_drop_rate=0.1),
}.items():
    answer(f"timm-vit-{kind}", lambda: timm_checkpoint(
        f"timm-vit-{kind}", timm.create_model("vit_tiny_patch16_224", **VIT, **extra), 32, *HALVES, numbered_labels))
for kind, (base, extra, arguments) in {
    "deit3": ("deit3_small_patch16_224", {}, None),
    "clip": ("vit_base_patch16_clip_quickgelu_224", {}, None),
    "dinov2": ("vit_base_patch14_dinov2", {}, None),
    "dinov2-giant": ("vit_giant_patch14_reg4_dinov2", {}, None),
    "reg4-gap": ("vit_medium_patch16_reg4_gap_256", {}, None),
    "layer-scale": ("vit_tiny_patch16_224", dict(init_values=0.5), None),
    "registers": ("vit_tiny_patch16_224", dict(reg_tokens=3), None),
    "no-embed-class": ("vit_tiny_patch16_224", dict(no_embed_class=True), None),
    "pre-norm": ("vit_tiny_patch16_224", dict(pre_norm=True), None),
    "qk-norm": ("vit_tiny_patch16_224", dict(qk_norm=True), None),
    "no-qkv-bias": ("vit_tiny_patch16_224", dict(qkv_bias=False), None),
    "fc-norm": ("vit_tiny_patch16_224", dict(fc_norm=True), None),
    "mean-beside-token": ("vit_tiny_patch16_224", dict(global_pool="avg"), None),
    "mean-beside-token-norm": ("vit_tiny_patch16_224", dict(global_pool="avg", fc_norm=False), None),
    "no-final-norm": ("vit_tiny_patch16_224", dict(final_norm=False), None),
    "gelu-tanh": ("vit_tiny_patch16_224", dict(act_layer="gelu_tanh"), None),
    "swiglu": ("vit_tiny_patch16_224", dict(mlp_layer=SwiGLU, act_layer="silu"), dict(mlp_layer="swiglu")),
    "swiglu-gelu": ("vit_tiny_patch16_224", dict(mlp_layer=SwiGLUPacked), dict(mlp_layer="swiglupacked")),
    "dynamic": ("vit_tiny_patch16_224", dict(dynamic_img_size=True), None),
}.items():
    answer(f"timm-{kind}", lambda: timm_checkpoint(
        f"timm-{kind}", timm.create_model(base, **VIT, **extra), 32, *HALVES, arguments=arguments))
answer("timm-presets", timm_presets)
for kind, extra in {
    "dinov2": {},
    "dinov2-modules": dict(modules=True),
    "dinov2-swiglu": dict(use_swiglu_ffn=True),
    "dinov2-swiglu-modules": dict(use_swiglu_ffn=True, modules=True),
    "dinov2-registers": dict(registers=True),
    "dinov2-no-bias": dict(qkv_bias=False),
}.items():
    answer(f"transformers-{kind}", lambda: transformers_dinov2(f"transformers-{kind}", **extra))
for kind, extra in {"clip": {}, "clip-modules": dict(modules=True), "clip-gelu": dict(hidden_act="gelu")}.items():
    answer(f"transformers-{kind}", lambda: transformers_clip(f"transformers-{kind}", **extra))
answer("timm-vit-published", lambda: timm_checkpoint(
    "timm-vit-published", timm.create_model("vit_tiny_patch16_224", num_classes=10), 224, *HALVES))
answer("timm-deit-distilled", lambda: timm_checkpoint(
    "timm-deit-distilled", timm.create_model("deit_tiny_distilled_patch16_224", **VIT), 32, *IMAGENET))
answer("timm-resnet", lambda: timm_checkpoint(
    "timm-resnet", timm.create_model("resnet18", num_classes=10), 64, *IMAGENET))
answer("timm-resnet-uncounted", lambda: timm_checkpoint(
    "timm-resnet-uncounted", timm.create_model("resnet50", num_classes=10, layers=(1, 1, 1, 1)), 64, *IMAGENET,
    weights=uncounted))
answer("transformers-vit", lambda: transformers_vit("transformers-vit"))
answer("transformers-vit-modules", lambda: transformers_vit("transformers-vit-modules", modules=True))
answer("transformers-vit-raw", lambda: transformers_vit("transformers-vit-raw", do_normalize=False))
answer("transformers-vit-rescaled", lambda: transformers_vit(
    "transformers-vit-rescaled", rescale_factor=1 / 127.5, image_mean=[1.0] * 3, image_std=[1.0] * 3))
answer("transformers-vit-bytes", lambda: transformers_vit(
    "transformers-vit-bytes", do_rescale=False, image_mean=[127.5] * 3, image_std=[127.5] * 3))
answer("transformers-deit", lambda: transformers_deit("transformers-deit"))
answer("transformers-deit-modules", lambda: transformers_deit("transformers-deit-modules", modules=True))
answer("torchscript-traced", lambda: traced("torchscript-traced"))
# timm's configs of one level take no model_args, so only a model of a published size can have one.
answer("timm-vit-one-level", lambda: timm_checkpoint(
    "timm-vit-one-level", timm.create_model("vit_tiny_patch16_224", num_classes=10), 224, *HALVES, one_level))

(ROOT / "answers.json").write_text(json.dumps(ANSWERS))
