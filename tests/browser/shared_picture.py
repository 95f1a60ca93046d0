"""Draw the picture that shared links show: python -m tests.browser.shared_picture

Its source is docs/images/shared.svg. Sites that show links take no SVG, so Chromium draws it in the size they
ask for, and it is written with the 256 colours it has most of: a third of what Chromium's own PNG takes.
"""

import os
import struct
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import find_chromium

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "docs" / "images" / "shared.svg"
PICTURE = ROOT / "static" / "images" / "shared.png"
WIDTH, HEIGHT = 1200, 630

_DRAW = """async ([source, width, height]) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const pen = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  const url = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(new Blob([data]));
  });
  return url.split(",")[1];
}"""

Colour = tuple[int, int, int]


def main() -> None:
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(_png(_pixels()))
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size} bytes")


def _pixels() -> list[Colour]:
    """The drawing, pixel by pixel, row after row."""
    source = f"data:image/svg+xml;base64,{b64encode(SOURCE.read_bytes()).decode()}"
    with sync_playwright() as playwright:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium has none for root
        browser = playwright.chromium.launch(executable_path=find_chromium.find(), args=sandbox)
        data = b64decode(browser.new_page().evaluate(_DRAW, [source, WIDTH, HEIGHT]))
    return list(zip(data[0::4], data[1::4], data[2::4], strict=True))


def _png(pixels: list[Colour]) -> bytes:
    counts = Counter(pixels)
    palette = [colour for colour, _count in counts.most_common(256)]
    at = {colour: _nearest(colour, palette) for colour in counts}
    rows = (pixels[start : start + WIDTH] for start in range(0, len(pixels), WIDTH))
    data = b"".join(b"\0" + bytes(at[pixel] for pixel in row) for row in rows)
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0),
        b"PLTE": b"".join(map(bytes, palette)),
        b"IDAT": zlib.compress(data, 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks.items()
    )


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    return min(
        range(len(palette)),
        key=lambda n: sum((a - b) ** 2 for a, b in zip(colour, palette[n], strict=True)),
    )


if __name__ == "__main__":
    main()
