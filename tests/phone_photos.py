"""Pictures as phones take them."""

from __future__ import annotations

import io

from PIL import Image


def photo(size: tuple[int, int] = (64, 48), format: str = "JPEG", **saved: object) -> bytes:
    """A picture with a gradient."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    out = io.BytesIO()
    picture.save(out, format, **saved)  # type: ignore[arg-type]
    return out.getvalue()


def photo_with_place(size: tuple[int, int] = (64, 48)) -> bytes:
    """A JPEG as a phone takes it: position, time, device, owner and orientation in EXIF, and a comment."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B], exif[0x0112] = "SecretPhone", "Model 7", "Zhang San", 6
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (27.0, 59.0, 30.5), "E", (109.0, 36.0, 12.25)
    exif.get_ifd(0x8769)[0x9003] = "2026:11:26 08:30:00"
    return photo(size, exif=exif, comment=b"taken at home")
