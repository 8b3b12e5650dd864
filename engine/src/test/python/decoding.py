"""How fast one core decodes photographs of 500 x 375 to RGB, here and with Pillow, on the same files in one run.

    python decoding.py FOLDER [--seconds 0.5] [--foundry ./foundry]

FOLDER gets the files, four of each kind. Needs pillow and numpy (requirements.txt), and `./mvnw package` for the foundry.
Seconds are those of the processor, in both. Pillow measures before and after, because the speed of a machine drifts.
"""

import argparse
import io
import json
import statistics
import subprocess
import time
from pathlib import Path

import numpy as np
import PIL
from PIL import Image, ImageCms

WIDTH, HEIGHT, FILES, ROUNDS = 500, 375, 4, 5


def photo(seed):
    """Soft shapes at every scale and grain: as large a file as a photograph's."""
    draw = np.random.default_rng(seed)
    image = np.zeros((HEIGHT, WIDTH, 3))
    for scale in (4, 8, 16, 32, 64, 128):
        small = draw.normal(0, 60 / scale**0.35, (scale, scale * 4 // 3, 3))
        small = Image.fromarray((small + 128).clip(0, 255).astype(np.uint8))
        image += np.asarray(small.resize((WIDTH, HEIGHT), Image.BICUBIC), np.float64) - 128
    return Image.fromarray((image + 128 + draw.normal(0, 4, image.shape)).clip(0, 255).astype(np.uint8))


def grey16(image):
    return Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)


def rgb16(image, path):
    """Pillow writes no RGB of 16 bits."""
    import struct
    import zlib

    rows = np.asarray(image).astype(">u2") * 257
    data = b"".join(b"\0" + row.astype(">u2").tobytes() for row in rows)

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    )


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for i in range(FILES):
        image = photo(i)
        image.save(folder / f"jpeg-{i}.jpg", quality=90)
        image.save(folder / f"jpeg-icc-{i}.jpg", quality=90, icc_profile=profile)
        image.convert("CMYK").save(folder / f"jpeg-cmyk-{i}.jpg", quality=90)
        image.save(folder / f"jpeg-progressive-{i}.jpg", quality=90, progressive=True)
        image.save(folder / f"png-{i}.png")
        image.save(folder / f"png-icc-{i}.png", icc_profile=profile)
        image.quantize(256).save(folder / f"png-palette-{i}.png")
        grey16(image).save(folder / f"png-grey16-{i}.png")
        rgb16(image, folder / f"png-rgb16-{i}.png")
        image.save(folder / f"webp-lossy-{i}.webp", quality=90)
        image.save(folder / f"webp-lossless-{i}.webp", lossless=True)
        image.quantize(256).save(folder / f"gif-{i}.gif")
        image.save(folder / f"bmp-{i}.bmp")


def kinds(folder):
    found = {}
    for file in sorted(folder.iterdir()):
        found.setdefault(file.stem.rsplit("-", 1)[0], []).append(file.read_bytes())
    return found


def per_second(files, seconds):
    start, images = time.process_time(), 0
    while True:
        for file in files:
            Image.open(io.BytesIO(file)).convert("RGB").load()
        images += len(files)
        passed = time.process_time() - start
        if passed >= seconds:
            return images / passed


def pillow(folder, seconds):
    return {
        kind: statistics.median(per_second(files, seconds) for _ in range(ROUNDS))
        for kind, files in kinds(folder).items()
    }


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--seconds", type=float, default=0.5)
    options.add_argument("--foundry", default="./foundry")
    given = options.parse_args()
    write(given.folder)
    before = pillow(given.folder, given.seconds)
    ours = json.loads(
        subprocess.run(
            [given.foundry, "bench", "decode", str(given.folder), "--json", "--seconds", str(given.seconds)],
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
    )
    after = pillow(given.folder, given.seconds)
    print(f"| images/s of one core | here | Pillow {PIL.__version__}, before / after | here / Pillow |")
    print("|---|---|---|---|")
    for row in ours:
        kind, speed = row["kind"], row["images_per_second"]
        ratio = 2 * speed / (before[kind] + after[kind])
        print(f"| {kind} | {speed:.0f} | {before[kind]:.0f} / {after[kind]:.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
