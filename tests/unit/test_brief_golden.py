"""Bulletins that programs of every format wrote: `brief verify` opens each and finds in it what its time could tell."""

from __future__ import annotations

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from county.catalog import load
from county.figures.metric import FigureValue
from services.brief.docx_reading import read_docx
from services.brief.stated import VERSION, WITH_TEXTS
from services.brief.verify import JournalOfBriefing, verify
from services.brief.xlsx_file import read_xlsx

CATALOG = load()
HASH = bytes(range(32))
GOLDEN = Path(__file__).parent.parent / "golden" / "briefings"
FORMATS = range(1, VERSION + 1)


def journal_of(path: Path) -> JournalOfBriefing:
    """One whose figures are those that the file was made with: the journal of that time is not stored."""
    found = read_docx(path).stated if path.suffix == ".docx" else read_xlsx(path).stated
    known = {}
    for number in found.numbers.values():
        for one in (number.figure, number.before):
            if one is not None:
                known[replace(one, value=FigureValue(), as_of_seq=found.as_of_seq)] = one.value
    return JournalOfBriefing(known.__getitem__, lambda _: HASH, lambda stated, fact: "", lambda id: None, lambda _: [])


def with_another_digit(data: bytes) -> bytes:
    """The DOCX with its first figure one digit off."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(target, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "word/document.xml":
                found = re.search(r'w:name="fig_1"/>.*?<w:t[^>]*>(\d)', content.decode(), re.DOTALL)
                assert found is not None
                text, at = content.decode(), found.start(1)
                content = f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1:]}".encode()
            new.writestr(item, content)
    return target.getvalue()


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
@pytest.mark.parametrize("version", FORMATS)
def test_a_bulletin_of_every_format_is_verified_as_its_time_defined_it(version: int, suffix: str) -> None:
    path = GOLDEN / f"format-{version}.{suffix}"
    found = verify(path, CATALOG, journal_of(path))
    assert found.stated.version == version
    assert len(found.stated.numbers) > 50
    assert (found.differences, found.texts) == ([], [])
    assert found.unknown_definitions is (version == 1)
    assert any("carries no texts" in line for line in found.lines()) is (version < WITH_TEXTS)


@pytest.mark.parametrize("version", FORMATS)
def test_one_digit_that_was_changed_is_found_in_every_format(version: int, tmp_path: Path) -> None:
    path = tmp_path / "b.docx"
    path.write_bytes(with_another_digit((GOLDEN / f"format-{version}.docx").read_bytes()))
    found = verify(path, CATALOG, journal_of(GOLDEN / f"format-{version}.docx"))
    assert [one.place for one in found.differences] == ["fig_1"]
