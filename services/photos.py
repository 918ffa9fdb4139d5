"""Photos as they may be stored: decoded and written anew, so that nothing but the picture is left.

Places, times, owners and thumbnails in EXIF, XMP, IPTC and comments are lost with it; the orientation is applied.
Windows and gateway pass every file through here before it is sent to the backend.
"""

from __future__ import annotations

import io
import warnings
from typing import IO

from PIL import Image, ImageOps

from county.pictures import START_BYTES, picture_format
from county.refusals import Refused

LONGEST_SIDE = 2_560
"""Pixels of a stored photo; larger ones are reduced."""
QUALITY = 88
PIXELS_MAX = 16_000_000
"""Of PNG, WebP and GIF, which are decoded whole."""
JPEG_PIXELS_MAX = 160_000_000
"""Of JPEG, which is decoded at a half, a quarter or an eighth of its size."""
_PARTS = (1, 2, 4, 8)
"""By which a decoder of JPEG can divide the sides."""
SUFFIX = ".jpg"
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}


def plain_photo(name: str, file: IO[bytes]) -> bytes | None:
    """The photo in ``file`` as JPEG in sRGB without any metadata; None for a file that does not begin like a picture.

    Raises Refused for a picture of a kind that is not decoded, with too many pixels, or damaged.
    """
    file.seek(0)
    kind = picture_format(file.read(START_BYTES))
    if not kind:
        return None
    if kind == "heif":
        raise Refused("photo_heic", name=shown_name(name))
    if kind not in _FORMATS:
        raise Refused("photo_format", name=shown_name(name), format=kind.upper())
    file.seek(0)
    return _rewritten(name, file, _FORMATS[kind])


def shown_name(name: str) -> str:
    """A name of a file for a refusal: short, and of printable characters."""
    return "".join(sign for sign in name[:60] if sign.isprintable()) or "file"


def _rewritten(name: str, file: IO[bytes], format: str) -> bytes:
    """``format``: the only decoder that is tried.  Raises Refused."""
    limit = JPEG_PIXELS_MAX if format == "JPEG" else PIXELS_MAX
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pixels are counted here
            with Image.open(file, formats=[format]) as picture:
                if picture.width * picture.height > limit:
                    raise _too_large(name, limit)
                _reduce(picture)
                if picture.width * picture.height > PIXELS_MAX:
                    raise _too_large(name, PIXELS_MAX)
                return _plain_jpeg(picture)
    except Refused:
        raise
    except Image.DecompressionBombError as error:  # by the header: nothing was decoded
        raise _too_large(name, limit) from error
    except Exception as error:  # decoders raise OSError, SyntaxError, ValueError, struct.error, EOFError and others
        raise Refused("photo_damaged", name=shown_name(name)) from error


def _reduce(picture: Image.Image) -> None:
    """Let a JPEG of more than PIXELS_MAX be decoded at a part of its size; nothing happens to other formats."""
    width, height = picture.size
    part = next((part for part in _PARTS if width * height <= PIXELS_MAX * part**2), _PARTS[-1])
    picture.draft("RGB", (max(1, width // part), max(1, height // part)))


def _too_large(name: str, limit: int) -> Refused:
    return Refused("photo_too_large", name=shown_name(name), limit=str(limit // 1_000_000))


def _plain_jpeg(picture: Image.Image) -> bytes:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright)
    plain = Image.new("RGB", upright.size)
    plain.paste(upright.convert("RGB"))  # a new picture has no metadata
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
