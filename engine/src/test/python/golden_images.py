"""Makes the golden images of engine/src/test/resources/golden/images: what Pillow, torchvision and timm make of small files.

    python golden_images.py engine/src/test/resources/golden/images

Files below `files` are inputs; the PNG of the same name below `decoded` is what Image.open(file).convert("RGB") gives.
Other PNG are results: `operations`, `policies` and `geometry` of source.png, `evaluated` of wide.png and tall.png.
"""

import io
import random
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import PIL
import timm
import torchvision
from PIL import Image, ImageCms, ImageFilter
from timm.data.auto_augment import AugmentOp, auto_augment_policy_3a, auto_augment_policy_original
from timm.data.transforms_factory import transforms_imagenet_eval
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional as F

TIMM_INCREASING = [
    "AutoContrast", "Equalize", "Invert", "Rotate", "PosterizeIncreasing", "SolarizeIncreasing", "SolarizeAdd",
    "ColorIncreasing", "ContrastIncreasing", "BrightnessIncreasing", "SharpnessIncreasing", "ShearX", "ShearY",
    "TranslateXRel", "TranslateYRel",
]
SIGNED = {"Rotate", "ColorIncreasing", "ContrastIncreasing", "BrightnessIncreasing", "SharpnessIncreasing", "ShearX",
          "ShearY", "TranslateXRel", "TranslateYRel"}
GEOMETRIC = {"Rotate", "ShearX", "ShearY", "TranslateXRel", "TranslateYRel"}
FILTERS = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}


def photo(width, height, seed):
    """Slopes, edges and noise in part of the range, so that nothing is saturated before it is changed."""
    draw = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    image = np.stack([60 + 120 * x / width, 50 + 140 * y / height, 90 + 60 * np.sin((x + y) / 5)], axis=-1)
    image[(x - width * 0.6) ** 2 + (y - height * 0.4) ** 2 < (height / 4) ** 2] = (215, 40, 120)
    image[height * 2 // 3:, :width // 3] = (20, 200, 60)
    image += draw.normal(0, 12, image.shape)
    return Image.fromarray(image.clip(4, 240).astype(np.uint8))


def flat(width, height):
    """Edges at every angle between flat colours: small as a PNG, and hard for a resampling kernel."""
    y, x = np.mgrid[0:height, 0:width]
    image = np.full((height, width, 3), (30, 90, 200), np.uint8)
    image[(x * 2 + y) % 97 < 30] = (250, 250, 245)
    image[(x - width / 2) ** 2 + (y - height / 2) ** 2 < (min(width, height) / 3) ** 2] = (220, 30, 10)
    image[np.abs(x - y) < 5] = (0, 0, 0)
    return Image.fromarray(image)


def save(image, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, optimize=True)


def operations(source, folder):
    parameters = dict(translate_pct=0.45, img_mean=(124, 116, 104))
    for name in TIMM_INCREASING:
        for level in (3, 9):
            for sign in ("plus", "minus") if name in SIGNED else ("plus",):
                for filter_name in FILTERS if name in GEOMETRIC else ("bicubic",):
                    operation = AugmentOp(name, prob=1.0, magnitude=level,
                                          hparams=dict(parameters, interpolation=FILTERS[filter_name]))
                    random.random = lambda: 0.9 if sign == "minus" else 0.1
                    number = TIMM_INCREASING.index(name)
                    save(operation(source.copy()), folder / f"{number:02d}-{name}-{level}-{sign}-{filter_name}.png")


def policies(source, folder):
    """Every operation of timm's ImageNet policy and of 3-Augment at every strength that stands there."""
    parameters = dict(translate_pct=0.45, img_mean=(124, 116, 104), interpolation=FILTERS["bicubic"])
    steps = {(op.name, op.magnitude) for policy in (auto_augment_policy_original, auto_augment_policy_3a)
             for sequence in policy(parameters) for op in sequence}
    for name, level in sorted(steps - {("GaussianBlurRand", 10)}):
        for sign in ("plus", "minus") if name in SIGNED else ("plus",):
            operation = AugmentOp(name, prob=1.0, magnitude=level, hparams=parameters)
            random.random = lambda: 0.9 if sign == "minus" else 0.1
            save(operation(source.copy()), folder / f"{name}-{level}-{sign}.png")
    for deviation in (0.1, 0.5, 1.0, 1.37, 2.0):
        save(source.filter(ImageFilter.GaussianBlur(deviation)), folder / f"blur-{deviation}.png")


def geometry(source, folder):
    for filter_name, mode in (("bilinear", InterpolationMode.BILINEAR), ("bicubic", InterpolationMode.BICUBIC)):
        for left, top, width, height in ((0, 0, 40, 32), (7, 5, 9, 6), (3, 2, 33, 29), (11, 0, 16, 32)):
            for size in (16, 48):
                image = F.resized_crop(source, top, left, height, width, [size, size], mode)
                save(image, folder / f"crop-{left}-{top}-{width}-{height}-{size}-{filter_name}.png")


def evaluated(folder):
    for name, (width, height) in dict(wide=(331, 259), tall=(173, 230), small=(61, 47)).items():
        picture = flat(width, height)
        save(picture, folder / f"{name}.png")
        for size, crop in ((32, 0.9), (32, 1.0)) if name == "small" else ((224, 0.9), (224, 0.875), (32, 1.0)):
            transform = transforms_imagenet_eval(size, crop_pct=crop, interpolation="bicubic", use_prefetcher=True)
            image = Image.fromarray(np.asarray(transform(picture)).transpose(1, 2, 0))
            save(image, folder / f"{name}-{size}-{crop}.png")


def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, **options)
    return out.getvalue()


def segments(file):
    """(marker, whole segment) up to the scan, and the rest."""
    at, found = 2, []
    while file[at + 1] != 0xDA:
        length = struct.unpack(">H", file[at + 2:at + 4])[0]
        found.append((file[at + 1], file[at:at + 2 + length]))
        at += 2 + length
    return found, file[at:]


def joined(found, rest):
    return b"\xff\xd8" + b"".join(segment for _, segment in found) + rest


def without(file, *markers):
    found, rest = segments(file)
    return joined([(m, s) for m, s in found if m not in markers], rest)


def adobe(transform):
    return b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform])


def with_adobe(file, transform):
    found, rest = segments(without(file, 0xE0, 0xEE))
    return joined([(0xEE, adobe(transform))] + found, rest)


def renamed(file, ids):
    """Other numbers of the components, in the frame and in the scans of a baseline file."""
    found, rest = segments(file)
    changed = []
    for marker, segment in found:
        if marker == 0xC0:
            body = bytearray(segment)
            for i, new in enumerate(ids):
                body[10 + 3 * i] = new
            segment = bytes(body)
        changed.append((marker, segment))
    rest = bytearray(rest)
    for i, new in enumerate(ids):
        rest[5 + 2 * i] = new
    return joined(changed, bytes(rest))


def swapped_profile():
    """sRGB with red and blue in each other's place: whoever applies it changes every pixel."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    places = {bytes(profile[132 + 12 * i:136 + 12 * i]): 132 + 12 * i for i in range(count)}
    red, blue = places[b"rXYZ"], places[b"bXYZ"]
    one, other = bytes(profile[red + 4:red + 12]), bytes(profile[blue + 4:blue + 12])
    profile[red + 4:red + 12], profile[blue + 4:blue + 12] = other, one
    return bytes(profile)


def broken_profile_numbers(file):
    """A profile in one piece that says it is the third of two."""
    found, rest = segments(file)
    return joined([(m, s[:16] + b"\x03\x02" + s[18:] if m == 0xE2 else s) for m, s in found], rest)


def jpegs():
    picture = photo(45, 37, 2)
    plain = jpeg(picture)
    full = jpeg(picture, subsampling=0)
    profile = swapped_profile()
    with_profile = jpeg(picture, icc_profile=profile)
    exif = Image.Exif()
    exif[0x0112] = 6
    cmyk = jpeg(picture.convert("CMYK"))
    yield "plain.jpg", plain
    yield "full-chroma.jpg", full
    yield "half-chroma.jpg", jpeg(picture, subsampling=1)
    yield "progressive.jpg", jpeg(picture, progressive=True)
    yield "restarts.jpg", jpeg(picture, restart_marker_blocks=2)
    yield "grey.jpg", jpeg(picture.convert("L"))
    yield "profile.jpg", with_profile
    yield "broken-profile.jpg", broken_profile_numbers(with_profile)
    yield "turned.jpg", jpeg(picture, exif=exif)
    yield "undeclared.jpg", without(full, 0xE0)
    yield "undeclared-turned.jpg", without(jpeg(picture, subsampling=0, exif=exif), 0xE0)
    yield "undeclared-numbers.jpg", renamed(without(full, 0xE0), (0, 1, 2))
    yield "rgb-by-adobe.jpg", with_adobe(full, 0)
    yield "ycc-by-adobe.jpg", with_adobe(full, 1)
    yield "rgb-by-name.jpg", renamed(without(full, 0xE0), b"RGB")
    yield "cmyk.jpg", cmyk
    yield "cmyk-undeclared.jpg", without(cmyk, 0xEE)
    yield "ycck.jpg", with_adobe(cmyk, 2)


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width, height, bits, colour, rows, *chunks):
    """A PNG that Pillow does not write: rows of bytes without filters."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    content = b"".join(b"\x00" + row for row in rows)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunk(n, c) for n, c in chunks)
            + chunk(b"IDAT", zlib.compress(content)) + chunk(b"IEND", b""))


def pngs():
    picture = photo(45, 37, 3)
    alpha = Image.fromarray((np.mgrid[0:37, 0:45][1] * 5).astype(np.uint8))
    palette = picture.quantize(20)
    yield "plain.png", encoded(picture, "PNG")
    yield "alpha.png", encoded(Image.merge("RGBA", (*picture.split(), alpha)), "PNG")
    yield "grey.png", encoded(picture.convert("L"), "PNG")
    yield "grey-alpha.png", encoded(Image.merge("LA", (picture.convert("L"), alpha)), "PNG")
    yield "bits.png", encoded(picture.convert("1"), "PNG")
    yield "palette.png", encoded(palette, "PNG")
    yield "palette-transparent.png", encoded(palette, "PNG", transparency=bytes(range(0, 200, 10)))
    yield "palette-of-four.png", encoded(picture.quantize(4), "PNG", transparency=1)
    yield "colour-transparent.png", encoded(picture, "PNG", transparency=picture.getpixel((3, 3)))
    yield "profile.png", encoded(picture, "PNG", icc_profile=swapped_profile())
    yield "gamma.png", png(2, 1, 8, 2, [bytes([10, 100, 200, 60, 128, 250])], (b"gAMA", struct.pack(">I", 100000)))
    deep = np.random.default_rng(4).integers(0, 65536, (7, 9, 4)).astype(">u2")
    yield "deep.png", png(9, 7, 16, 2, [row[:, :3].tobytes() for row in deep])
    yield "deep-alpha.png", png(9, 7, 16, 6, [row.tobytes() for row in deep])
    yield "deep-grey-alpha.png", png(9, 7, 16, 4, [row[:, :2].tobytes() for row in deep])
    yield "two-bits.png", png(8, 2, 2, 0, [b"\x1b\x1b", b"\xe4\xe4"])
    yield "four-bits.png", png(4, 2, 4, 0, [b"\x01\x9f", b"\x7a\xc3"])


def main(target):
    source = photo(40, 32, 1)
    save(source, target / "source.png")
    operations(source, target / "operations")
    policies(source, target / "policies")
    geometry(source, target / "geometry")
    evaluated(target / "evaluated")
    for name, content in (*jpegs(), *pngs(), *others()):
        file = target / "files" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        save(Image.open(file).convert("RGB"), target / "decoded" / (name + ".png"))
    print(f"Pillow {PIL.__version__}, torchvision {torchvision.__version__}, timm {timm.__version__}")


def others():
    picture = photo(45, 37, 5)
    alpha = Image.fromarray((np.mgrid[0:37, 0:45][1] * 5).astype(np.uint8))
    translucent = Image.merge("RGBA", (*picture.split(), alpha))
    palette = picture.quantize(20)
    yield "plain.bmp", encoded(picture, "BMP")
    yield "palette.bmp", encoded(palette, "BMP")
    yield "grey.bmp", encoded(picture.convert("L"), "BMP")
    yield "bits.bmp", encoded(picture.convert("1"), "BMP")
    yield "alpha.bmp", encoded(translucent, "BMP")
    yield "plain.gif", encoded(palette, "GIF")
    yield "transparent.gif", encoded(palette, "GIF", transparency=3)
    yield "interlaced.gif", encoded(palette, "GIF", interlace=1)
    yield "animated.gif", encoded(palette, "GIF", save_all=True, append_images=[photo(45, 37, 6).quantize(20)])
    yield "part-of-screen.gif", part_of_screen(encoded(palette, "GIF"))
    yield "lossless.webp", encoded(picture, "WEBP", lossless=True)
    yield "lossless-alpha.webp", encoded(translucent, "WEBP", lossless=True, exact=True)
    yield "lossy.webp", encoded(picture, "WEBP", quality=90)
    yield "lossy-alpha.webp", encoded(translucent, "WEBP", quality=90)
    yield "animated.webp", encoded(picture, "WEBP", lossless=True, save_all=True, append_images=[photo(45, 37, 6)])
    yield "profile.webp", encoded(picture, "WEBP", lossless=True, icc_profile=swapped_profile())
    yield "lossy-profile.webp", encoded(picture, "WEBP", quality=90, icc_profile=swapped_profile())


def part_of_screen(file):
    """The same frame on a larger screen, 3 columns and 2 rows from its corner."""
    changed = bytearray(file)
    changed[6:10] = struct.pack("<HH", 52, 41)
    table = 3 * 2 ** ((file[10] & 7) + 1) if file[10] & 0x80 else 0
    at = 13 + table
    while changed[at] == 0x21:
        at += 2
        while changed[at]:
            at += 1 + changed[at]
        at += 1
    assert changed[at] == 0x2C
    changed[at + 1:at + 5] = struct.pack("<HH", 3, 2)
    return bytes(changed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
