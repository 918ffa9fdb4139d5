"""Which files claim to be pictures, and which are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from county.pictures import START_BYTES, claims_picture, picture_format


@pytest.mark.parametrize(
    ("name", "media_type", "claims"),
    [
        ("a.jpg", "application/octet-stream", True),
        ("A.HEIC", "application/octet-stream", True),
        ("photo", "image/webp", True),
        ("a.pdf", "application/pdf", False),
        ("plan.svg", "image/svg+xml", False),
        ("a.jpg.exe", "application/octet-stream", False),
    ],
)
def test_a_file_claims_to_be_a_picture_by_its_name_or_its_media_type(name: str, media_type: str, claims: bool) -> None:
    assert claims_picture(name, media_type) == claims


@pytest.mark.parametrize("kind", ["jpeg", "png", "bmp", "webp"])
def test_a_picture_as_a_library_writes_it_has_its_format(kind: str) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImage(8, 8, QImage.Format.Format_RGB32).save(buffer, kind.upper())  # type: ignore[call-overload]
    assert picture_format(buffer.data().data()[:START_BYTES]) == kind


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"GIF89a\1\0", "gif"),
        (b"II*\0\x08", "tiff"),
        (b"\0\0\0\x18ftypheic\0\0", "heif"),
        (b"\0\0\0\x18ftypisom\0\0", ""),
        (b"RIFF\x24\0\0\0WAVE", ""),
    ],
)
def test_the_first_bytes_tell_the_format(start: bytes, kind: str) -> None:
    assert picture_format(start) == kind


@given(st.binary(max_size=START_BYTES))
def test_any_bytes_have_a_format_or_none(start: bytes) -> None:
    assert picture_format(start) in {"jpeg", "png", "gif", "bmp", "webp", "tiff", "heif", ""}
