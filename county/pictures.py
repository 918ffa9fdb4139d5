"""Pictures: which files claim to be one, and of which format they are by their first bytes."""

from __future__ import annotations

from pathlib import PurePath

START_BYTES = 32
"""First bytes of a file that tell its format."""
_TYPES = {
    ".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".gif": "gif", ".bmp": "bmp", ".webp": "webp", ".tif": "tiff",
    ".tiff": "tiff", ".heic": "heic", ".heif": "heif",
}  # fmt: skip
_MEDIA_TYPES = frozenset(f"image/{kind}" for kind in _TYPES.values())
_SIGNATURES = {
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "bmp": (b"BM",),
    "tiff": (b"II*\0", b"MM\0*"),
}
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""ISO/IEC 23008-12, annex B and clause 10."""


def claims_picture(name: str, media_type: str) -> bool:
    """Whether a file of this name or media type is taken for a picture."""
    return PurePath(name).suffix.lower() in _TYPES or media_type in _MEDIA_TYPES


def picture_format(start: bytes) -> str:
    """The format of a picture that begins with ``start`` (START_BYTES of it); "" for anything else."""
    for kind, signatures in _SIGNATURES.items():
        if start.startswith(signatures):
            return kind
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    return "heif" if start[4:8] == b"ftyp" and start[8:12] in _HEIF_BRANDS else ""
