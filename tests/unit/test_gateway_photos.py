"""Photos of reports: only the picture is stored; what is none is refused with its reason, however it is made."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from county.attachments import is_file_name
from services.intake.gateway.problems import Problem
from services.intake.gateway.sent_files import SentFile, checked_file
from services.photos import LONGEST_SIDE
from tests.phone_photos import photo, photo_with_place


def stored(content: bytes, name: str = "IMG_1.jpg", *, photos_only: bool = True) -> bytes:
    file = checked_file(SentFile(name, io.BytesIO(content)), number=1, photos_only=photos_only)
    assert is_file_name(file.name)
    file.file.seek(0)
    return file.file.read()


def refusal(content: bytes, name: str = "IMG_1.jpg", *, photos_only: bool = True) -> Problem:
    with pytest.raises(Problem) as refused:
        checked_file(SentFile(name, io.BytesIO(content)), number=1, photos_only=photos_only)
    return refused.value


def bomb_png(side: int) -> bytes:
    """A PNG of a few KB that says it has ``side`` by ``side`` pixels, all of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(1 << 20), 9)
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_photo_loses_its_place_time_owner_and_device() -> None:
    taken = photo_with_place()
    with Image.open(io.BytesIO(taken)) as picture:
        assert picture.getexif().get_ifd(0x8825), "the photo of the test has a position"
    content = stored(taken)
    with Image.open(io.BytesIO(content)) as picture:
        assert not dict(picture.getexif())
        assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert picture.size == (48, 64), "it was taken upright"
    for secret in (b"Exif", b"GPS", b"SecretPhone", b"Zhang San", b"2026:11:26", b"taken at home"):
        assert secret not in content


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_photos_of_every_kind_are_stored_as_jpeg(format: str) -> None:
    with Image.open(io.BytesIO(stored(photo(format=format)))) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (64, 48))


def test_what_follows_the_picture_is_not_stored() -> None:
    assert b"<script>" not in stored(photo() + b"<script>alert(1)</script>")


def test_the_same_photo_is_stored_as_the_same_bytes() -> None:
    assert stored(photo_with_place()) == stored(photo_with_place())


def test_a_large_photo_is_reduced() -> None:
    with Image.open(io.BytesIO(stored(photo((4_000, 2_000))))) as picture:
        assert max(picture.size) == LONGEST_SIDE


@pytest.mark.parametrize("size", [(4896, 3672), (5712, 4284), (9248, 6936)])
def test_the_photos_of_phones_with_17_24_and_64_million_pixels_are_taken(size: tuple[int, int]) -> None:
    taken = io.BytesIO()
    Image.new("L", size, 128).save(taken, "JPEG", quality=1)
    with Image.open(io.BytesIO(stored(taken.getvalue()))) as picture:
        assert 0.85 * LONGEST_SIDE < picture.width <= LONGEST_SIDE


def test_a_transparent_picture_gets_a_white_ground() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(stored(out.getvalue()))) as picture:
        assert min(picture.getpixel((4, 4))) > 250  # type: ignore[type-var, arg-type]


def test_a_picture_bomb_is_refused_by_its_header() -> None:
    bomb = bomb_png(50_000)
    assert len(bomb) < 10_000
    assert refusal(bomb).code == "photo_too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_kind"),
        (b"MZ\x90\0 a program", "file_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_kind"),
        (b"II*\0 a TIFF", "photo_format"),
        (b"BM a bitmap", "photo_format"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "photo_heic"),
        (b"%PDF-1.7", "file_kind"),
        (photo()[:300], "photo_damaged"),
        (b"\xff\xd8\xff" + bytes(500), "photo_damaged"),
        (b"RIFF\0\0\0\0WEBP" + bytes(100), "photo_damaged"),
        (bomb_png(100)[:60], "photo_damaged"),
    ],
)
def test_what_is_no_photo_is_refused(content: bytes, code: str) -> None:
    assert refusal(content, "../../x\u202egpj.exe").code == code


def test_the_refusal_of_a_heic_photo_says_what_to_do() -> None:
    problem = refusal(b"\0\0\0\x18ftypheic" + bytes(40), "IMG_0001.HEIC", photos_only=False)
    assert problem.status == 415
    for words in ("IMG_0001.HEIC", "most compatible", "save the photo as JPEG"):
        assert words in problem.text


def test_the_name_of_a_refused_file_is_shown_without_control_characters() -> None:
    assert refusal(b"", "a\u202e\x1b[31m\n.jpg").params["name"] == "a[31m.jpg"


def test_documents_are_for_those_with_a_key() -> None:
    pdf = b"%PDF-1.7 and so on"
    assert refusal(pdf, "report.pdf").code == "file_kind"
    assert stored(pdf, "report.pdf", photos_only=False) == pdf
    assert refusal(pdf, "photo.jpg", photos_only=False).code == "file_kind", "it says that it is a photo"
    assert refusal(b"PK\x03\x04", "a.zip", photos_only=False).code == "file_kind"


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_photo_is_stored_as_a_photo_or_refused(data: st.DataObject) -> None:
    content = bytearray(photo_with_place())
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        content_stored = stored(bytes(content))
    except Problem:
        return
    with Image.open(io.BytesIO(content_stored)) as picture:
        assert picture.format == "JPEG"
        assert not dict(picture.getexif())
