"""How many image files are answered in a second, from the file to the logits, here and with timm, by the same model in one run.

    python predicting.py FOLDER [--images 512] [--batch 64] [--model vit_small_patch16_224] [--foundry ./foundry]

FOLDER gets the model, of random weights, and JPEG files of 500 x 375; what lies in FOLDER/model and FOLDER/images already is taken as it
is. Needs timm, pillow and numpy (engine/src/test/python/requirements.txt), and `./mvnw package` for the foundry. Both use every core. timm
measures before and after, because the speed of a machine drifts.
"""

import argparse
import concurrent.futures
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import PIL.Image
import timm
import torch

sys.path.insert(0, str(Path(__file__).parents[5] / "engine/src/test/python"))
import decoding

CLASSES, ROUNDS, SEED = 1000, 5, 1


def prepare(folder, name, images):
    if not (folder / "model").exists():
        torch.manual_seed(SEED)
        model = timm.create_model(name, num_classes=CLASSES)
        timm.models.save_for_hf(model, folder / "model", safe_serialization=True)
    if not (folder / "images").exists():
        (folder / "images").mkdir(parents=True)
        for i in range(images):
            decoding.photo(i).save(folder / f"images/{i:05}.jpg", quality=90)


class Timm:
    def __init__(self, folder, batch):
        self.files = sorted(file for file in (folder / "images").rglob("*") if file.is_file())
        self.batch = batch
        self.model = timm.create_model(f"local-dir:{folder / 'model'}", pretrained=True).eval()
        self.transform = timm.data.create_transform(**timm.data.resolve_data_config({}, model=self.model))

    def prepared(self, file):
        return self.transform(PIL.Image.open(file).convert("RGB"))

    def once(self, pool):
        start = time.perf_counter()
        parts = [self.files[i : i + self.batch] for i in range(0, len(self.files), self.batch)]
        waiting = [[pool.submit(self.prepared, file) for file in part] for part in parts[:2]]
        with torch.inference_mode():
            for i in range(len(parts)):
                pictures = torch.stack([each.result() for each in waiting.pop(0)])
                if i + 2 < len(parts):
                    waiting.append([pool.submit(self.prepared, file) for file in parts[i + 2]])
                self.model(pictures)
        return len(self.files) / (time.perf_counter() - start)

    def per_second(self):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            self.once(pool)
            return statistics.median(self.once(pool) for _ in range(ROUNDS))


def foundry(folder, batch, command):
    arguments = [command, "bench", "predict", str(folder / "model"), str(folder / "images"), "--batch", str(batch), "--json"]
    return json.loads(subprocess.run(arguments, check=True, stdout=subprocess.PIPE).stdout)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--images", type=int, default=512)
    options.add_argument("--batch", type=int, default=64)
    options.add_argument("--model", default="vit_small_patch16_224")
    options.add_argument("--foundry", default="./foundry")
    given = options.parse_args()
    prepare(given.folder, given.model, given.images)
    torch.set_num_threads(os.cpu_count())
    theirs = Timm(given.folder, given.batch)
    before = theirs.per_second()
    ours = foundry(given.folder, given.batch, given.foundry)
    after = theirs.per_second()
    assert ours["images"] == len(theirs.files), "the two were asked about other files"
    speed = ours["images_per_second"]
    print(f"| files | images/s here | timm {timm.__version__}, before / after | here / timm |")
    print("|---|---|---|---|")
    print(f"| {ours['images']} | {speed:.1f} | {before:.1f} / {after:.1f} | {2 * speed / (before + after):.2f} |")


if __name__ == "__main__":
    main()
