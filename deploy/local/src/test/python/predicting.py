"""How many image files timm answers in a second: predicting.py MODEL-FOLDER IMAGE-FOLDER [BATCH]. Beside: foundry bench predict."""

import concurrent.futures
import os
import pathlib
import statistics
import sys
import time

import PIL.Image
import timm
import torch

folder, images = sys.argv[1], pathlib.Path(sys.argv[2])
batch = int(sys.argv[3]) if len(sys.argv) > 3 else 64
files = sorted(file for file in images.rglob("*") if file.is_file())
model = timm.create_model("local-dir:" + folder, pretrained=True).eval()
transform = timm.data.create_transform(**timm.data.resolve_data_config({}, model=model))


def prepared(file):
    return transform(PIL.Image.open(file).convert("RGB"))


def once(pool):
    start = time.perf_counter()
    parts = [files[i : i + batch] for i in range(0, len(files), batch)]
    waiting = [[pool.submit(prepared, file) for file in part] for part in parts[:2]]
    with torch.inference_mode():
        for i in range(len(parts)):
            pictures = torch.stack([each.result() for each in waiting.pop(0)])
            if i + 2 < len(parts):
                waiting.append([pool.submit(prepared, file) for file in parts[i + 2]])
            model(pictures)
    return len(files) / (time.perf_counter() - start)


with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
    once(threads)
    print(f"{statistics.median(once(threads) for _ in range(5)):.0f} images/s")
