"""Files that come with reports: photos are decoded and written anew, so that nothing but the picture is stored.

Places, times, owners and thumbnails in EXIF, XMP, IPTC and comments are lost with it; the orientation is applied.
"""

from __future__ import annotations

import io
import warnings
from typing import NamedTuple

from PIL import Image, ImageOps

from county.pictures import START_BYTES, claims_picture, picture_format
from services.intake.gateway.problems import Problem

LONGEST_SIDE = 2_560
"""Pixels of a stored photo; larger ones are reduced."""
QUALITY = 88
PIXELS_MAX = 16_000_000
"""Of PNG, WebP and GIF, which are decoded whole."""
JPEG_PIXELS_MAX = 160_000_000
"""Of JPEG, which is decoded at a half, a quarter or an eighth of its size."""
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
_WANTED = "JPEG, PNG, WebP, GIF, PDF or MP4"
_DOCUMENTS = {
    "application/pdf": (".pdf", b"%PDF-", 0),
    "video/mp4": (".mp4", b"ftyp", 4),
}
"""Other kinds of files, by media type: suffix, and what is at which byte."""


class CheckedFile(NamedTuple):
    """A file as it is stored."""

    name: str
    content: bytes


def checked_file(name: str, content: bytes, *, number: int, photos_only: bool) -> CheckedFile:
    """A file as it may be stored, under a name of our own.  ``number``: in its report, from 1.  Raises Problem.

    ``photos_only``: for reporters without a key.
    """
    start = content[:START_BYTES]
    kind = picture_format(start)
    if kind in _FORMATS:
        return CheckedFile(f"photo-{number}.jpg", rewritten(name, content, _FORMATS[kind]))
    if kind or photos_only or claims_picture(name, ""):
        raise Problem("file_kind", name=_shown(name), wanted="JPEG, PNG, WebP or GIF")
    for suffix, sign, at in _DOCUMENTS.values():
        if start[at : at + len(sign)] == sign:
            return CheckedFile(f"file-{number}{suffix}", content)
    raise Problem("file_kind", name=_shown(name), wanted=_WANTED)


def rewritten(name: str, content: bytes, format: str) -> bytes:
    """The photo as JPEG in sRGB without any metadata.  ``format``: the only decoder that is tried.  Raises Problem."""
    limit = JPEG_PIXELS_MAX if format == "JPEG" else PIXELS_MAX
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pixels are counted here
            with Image.open(io.BytesIO(content), formats=[format]) as picture:
                if picture.width * picture.height > limit:
                    raise Problem("photo_too_large", name=_shown(name), limit=str(limit // 1_000_000))
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                if picture.width * picture.height > PIXELS_MAX:
                    raise Problem("photo_too_large", name=_shown(name), limit=str(PIXELS_MAX // 1_000_000))
                return _plain_jpeg(picture)
    except Problem:
        raise
    except Image.DecompressionBombError as error:  # by the header: nothing was decoded
        raise Problem("photo_too_large", name=_shown(name), limit=str(limit // 1_000_000)) from error
    except Exception as error:  # decoders raise OSError, SyntaxError, ValueError, struct.error, EOFError and others
        raise Problem("photo_damaged", name=_shown(name)) from error


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


def _shown(name: str) -> str:
    """A name of a file for an answer: short, and of printable characters."""
    return "".join(sign for sign in name[:60] if sign.isprintable()) or "file"
