"""Drills on paper and in an archive: the commands, and that an archive opens elsewhere and refuses what was changed."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
from docx import Document
from pypdf import PdfReader

from county.attachments import Attachment
from county.drill.evaluation import WriteEvaluatorNote
from county.drill.run import EndDrill
from county.package.open import CountyPackage
from desktop.replay.recorded_drill import recorded_drill
from main import main
from services.drill_archive.archive_file import (
    FACTS,
    HEAD,
    RECORDING,
    SCENARIO,
    BadDrillArchive,
    leads_out,
    read_archive,
    recording_in,
)
from services.drill_archive.archived_files import ArchivedFiles
from services.drill_archive.attached import FILES
from services.drill_report.chapters import MARK
from services.protocol.file_transfers import FileTransfer
from services.store.blobs import FOLDER, blob_path
from services.store.upcast import RecordReader
from tests.contract.links import until
from tests.unit.drill_day import DRILL, DrillDay, tiny_package
from tests.unit.played_drill import played, stored

GOLDEN = Path(__file__).parents[1] / "golden" / "drill-1" / "night.drill"
REALM = ["--realm", DRILL.id]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def day(package: CountyPackage) -> DrillDay:
    return played(package)


@pytest.fixture(scope="module")
def data(day: DrillDay, package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    stored(day, folder, package)
    return folder


@pytest.fixture(scope="module")
def archived(package: CountyPackage, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("archive") / "night.drill"
    assert main(["drill", "archive", str(package.folder), str(out), *REALM, "--data", str(data)]) == 0
    return out


@pytest.fixture
def file(archived: Path, tmp_path: Path) -> Path:
    """A copy on another machine: without package, keys and journal."""
    copy = tmp_path / "other machine" / "night.drill"
    copy.parent.mkdir()
    copy.write_bytes(archived.read_bytes())
    return copy


def test_every_verb_of_drill_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drill", "--help"]) == 0
    printed = capsys.readouterr().out
    for verb in ("import", "export", "check", "run", "report", "approve", "archive", "open"):
        assert f"  {verb} " in printed


def test_a_report_is_written_as_document_pdf_and_values_and_its_gaps_are_printed(
    package: CountyPackage, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report"
    command = ["drill", "report", str(package.folder), *REALM, "--data", str(data), "--out", str(out)]
    assert main(command) == 0
    assert capsys.readouterr().out.split() == [str(out / f"report.{ending}") for ending in ("docx", "pdf", "json")]
    assert any("演练评估报告" in paragraph.text for paragraph in Document(str(out / "report.docx")).paragraphs)
    pages = [page.extract_text() for page in PdfReader(out / "report.pdf").pages]
    assert "演练评估报告" in "".join(pages)
    assert pages[0].startswith(MARK), "no reader takes it for a report on a real event"
    assert json.loads((out / "report.json").read_bytes())["facts"]["head_seq"] > 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--realm", "live"], 2, "--realm live: is no drill"),
        (["--realm", "drill:20200101-001"], 2, "there is no journal of realm drill:20200101-001"),
        ([*REALM, "--against", DRILL.id], 2, "is the drill itself"),
        ([*REALM, "--against", "drill:20200101-001"], 2, "there is no journal of realm"),
        ([*REALM, "--against", "night"], 2, "--against "),
        ([], 2, "--realm"),
    ],
)
def test_what_cannot_be_reported_on_is_one_line(
    words: list[str], code: int, says: str, package: CountyPackage, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drill", "report", str(package.folder), "--data", str(data), *words]) == code
    printed = capsys.readouterr()
    assert says in printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def test_an_archive_opens_on_another_machine_and_says_what_it_holds(
    day: DrillDay, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drill", "open", str(file)]) == 0
    printed = capsys.readouterr().out
    head = day.realm.log.head
    for text in (DRILL.id, "夜间强降雨", "试县", f"records 1 to {head.seq}", head.hash.hex(), SCENARIO, RECORDING,
                 "report/report.docx", "report/report.pdf", FACTS, "all digests and the chain are right"):  # fmt: skip
        assert text in printed


def test_its_recording_is_the_whole_drill(day: DrillDay, file: Path) -> None:
    clip, read = recording_in(file), RecordReader().read
    assert [read(row.data) for row in clip.chained] == day.realm.records()
    assert clip.realm == DRILL.id


def test_its_recording_tells_every_inject_and_note_and_who_answered(file: Path) -> None:
    told = recorded_drill(recording_in(file), Event()).told
    assert {"I01", "I02", "X1"} <= {one.record.body.inject_id for one in told.deliveries}
    assert [note.text for note in told.notes] == ["值班员复诵清楚", "派遣犹豫"]
    assert [(one.body.inject_id, one.body.person) for one in told.answers] == [("X1", "u:wang")]
    assert told.viewer is None


def test_files_that_the_scenario_shows_are_listed_with_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = repacked(file, lambda content: content.update({"attachments/溪水.png": b"\x89PNG"}))
    assert main(["drill", "open", str(shown)]) == 0
    assert "4 bytes" in capsys.readouterr().out
    assert read_archive(shown).sizes["attachments/溪水.png"] == 4


# ---- files that are not as they were written

Change = Callable[[dict[str, bytes]], object]


def repacked(file: Path, change: Change, *, hashed: bool = True) -> Path:
    """A copy of an archive whose files were changed; ``hashed``: with their hashes in its head."""
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    if hashed and HEAD in content:
        head = json.loads(content[HEAD])
        head["members"] = {name: sha256(data).hexdigest() for name, data in content.items() if name != HEAD}
        content[HEAD] = json.dumps(head).encode()
    other = file.with_name("changed.drill")
    with zipfile.ZipFile(other, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return other


def in_values(member: str, **values: object) -> Change:
    def change(content: dict[str, bytes]) -> None:
        content[member] = json.dumps({**json.loads(content[member]), **values}).encode()

    return change


def replaced(member: str, old: bytes, new: bytes) -> Change:
    return lambda content: content.update({member: content[member].replace(old, new)})


FAULTS: dict[str, tuple[Change, str]] = {
    "other format": (in_values(HEAD, format=2), "is an archive of format 2, this program reads format 1; update"),
    "no head": (lambda content: content.pop(HEAD), "is not an archive of a drill: it contains no archive.json"),
    "unknown field": (in_values(HEAD, extra=1), "archive.json cannot be read"),
    "no realm": (in_values(HEAD, realm="nowhere"), "archive.json cannot be read"),
    "no scenario": (lambda content: content.pop(SCENARIO), "it lacks scenario.toml"),
    "no recording": (lambda content: content.pop(RECORDING), "it lacks recording.replay"),
    "no report": (lambda content: content.pop(FACTS), "it lacks report/report.json"),
    "path": (lambda content: content.update({"../../evil": b"x"}), "it contains ../../evil, a path out of the archive"),
    "other file": (lambda content: content.update({"notes.txt": b"x"}), "its files are not those of this format"),
    "other weight": (replaced(SCENARIO, b"weight = 10", b"weight = 90"), "scenario.toml is another one than"),
    "no toml": (lambda content: content.update({SCENARIO: b"["}), "cannot be read"),
    "cut clip": (lambda content: content.update({RECORDING: content[RECORDING][:400]}), "replay: is not a clip"),
    "other end": (in_values(HEAD, last_seq=3), "recording.replay is another one than archive.json names"),
    "other report": (in_values(FACTS, digest="00"), "report/report.json is another one than archive.json names"),
    "no values": (lambda content: content.update({FACTS: b"{}"}), "report/report.json cannot be read"),
    "report of later": (in_values(HEAD, report_seq=9_999), "counts up to a record that the recording does not have"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_changed_archive_is_refused_in_one_line(file: Path, fault: str) -> None:
    change, why = FAULTS[fault]
    with pytest.raises(BadDrillArchive) as refused:
        read_archive(repacked(file, change))
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda content: content.pop("report/report.pdf"), "it lacks report/report.pdf"),
        (lambda content: content.update({"report/more.txt": b""}), "it contains report/more.txt, which"),
        (replaced(SCENARIO, b"PT3H", b"PT4H"), "scenario.toml was changed after it was written"),
        (replaced("report/report.pdf", b"%PDF", b"%pdf"), "report/report.pdf was changed after it was written"),
    ],
)
def test_a_file_that_is_missing_added_or_changed_is_named(file: Path, change: Change, why: str) -> None:
    with pytest.raises(BadDrillArchive) as refused:
        read_archive(repacked(file, change, hashed=False))
    assert why in str(refused.value)


def test_a_truncated_archive_and_one_with_a_flipped_bit_are_refused_in_one_line(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = file.read_bytes()
    flips = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in range(60, 6_000, 1_171)]
    for damaged in (content[: len(content) // 2], content[:-10], b"", b"PK", *flips):
        file.write_bytes(damaged)
        assert main(["drill", "open", str(file)]) == 1
        printed = capsys.readouterr()
        assert (printed.out, printed.err.count("\n")) == ("", 1)


@pytest.mark.parametrize("name", ["/etc/passwd", "../a", "a/../../b", "C:\\a", "a\\b", "c:a"])
def test_names_that_lead_out_of_an_archive_are_recognised(name: str) -> None:
    assert leads_out(name)
    assert not leads_out("attachments/图.png")


def test_an_archive_of_every_format_can_still_be_opened(capsys: pytest.CaptureFixture[str]) -> None:
    found = read_archive(GOLDEN)
    assert (found.head.realm, found.scenario.scenario.title) == (DRILL.id, "夜间强降雨")
    assert main(["drill", "open", str(GOLDEN)]) == 0
    assert "all digests and the chain are right" in capsys.readouterr().out


# ---- photos and files of the records

PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture(scope="module")
def photographed(package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a drill with two photos, one of which the data folder has lost."""
    day, folder = DrillDay(package), tmp_path_factory.mktemp("photos")
    day.start()
    files = []
    for number, name in enumerate(("溪水.png", "桥面.png")):
        data = PHOTO + bytes([number])
        sha = sha256(data).hexdigest()
        day.realm.blobs.put(data, sha256=sha, offset=0, total=len(data), by="tablet-1")
        files.append(Attachment(sha256=sha, name=name, size=len(data), media_type="image/png"))
    note = WriteEvaluatorNote(note_id="n1", drill=DRILL.id, note="水位", attachments=tuple(files))
    assert day.give("li", note) == ""
    assert day.give("zhou", EndDrill(drill=DRILL.id)) == ""
    day.realm.turn(5)
    stored_at = blob_path(stored(day, folder, package) / FOLDER, files[0].sha256)
    stored_at.parent.mkdir(parents=True, exist_ok=True)
    stored_at.write_bytes(PHOTO + b"\0")
    out = folder / "photos.drill"
    assert main(["drill", "archive", str(package.folder), str(out), *REALM, "--data", str(folder)]) == 0
    return out


def test_photos_of_the_records_are_in_the_archive_and_a_lost_one_is_named(
    photographed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drill", "open", str(photographed)]) == 0
    lines = capsys.readouterr().out.splitlines()
    [kept] = [line for line in lines if "溪水.png (image/png), record" in line]
    [lost] = [line for line in lines if "桥面.png" in line]
    assert "not in it" not in kept
    assert lost.endswith("is not in it")


def test_an_archive_is_unpacked_with_its_photos_under_their_names_and_into_new_folders_only(
    photographed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "unpacked"
    assert main(["drill", "open", str(photographed), "--out", str(out)]) == 0
    [photo] = (out / "files").iterdir()
    assert photo.name.endswith(" 溪水.png")
    assert photo.read_bytes() == PHOTO + bytes([0])
    assert {path.name for path in (out / "report").iterdir()} == {"report.docx", "report.pdf", "report.json"}
    assert (out / "scenario.toml").is_file()
    assert str(photo) in capsys.readouterr().out
    photo.write_bytes(b"edited")
    assert main(["drill", "open", str(photographed), "--out", str(out)]) == 2
    assert capsys.readouterr().err.endswith("is not empty; name a new folder\n")
    assert photo.read_bytes() == b"edited"


def test_a_photo_is_shown_from_the_archive_and_a_lost_or_changed_one_is_one_line(
    photographed: Path, tmp_path: Path
) -> None:
    kept, lost = read_archive(photographed).attached
    copy = tmp_path / "copy.drill"
    copy.write_bytes(photographed.read_bytes())
    changed = repacked(copy, lambda content: content.update({kept.member: PHOTO + b"\1"}))
    copy.write_bytes(b"PK")
    for archive, file, why in (
        (photographed, kept.file, ""), (photographed, lost.file, "is not in the archive"),
        (changed, kept.file, "was changed in the archive"), (copy, kept.file, "was changed in the archive"),
        (tmp_path / "none.drill", kept.file, "none.drill"),
    ):  # fmt: skip
        shown = tmp_path / f"{archive.stem}-{file.name}"
        transfer = fetched(archive, file, shown)
        assert (transfer.succeeded, shown.exists()) == (not why, not why)
        assert why in str(transfer.problem or "")
        if not why:
            assert shown.read_bytes() == PHOTO + b"\0"


def fetched(archive: Path, file: Attachment, path: Path) -> FileTransfer:
    """The transfer, once it ended."""
    with closing(ArchivedFiles(archive)) as link:
        transfer = link.fetch_file(file, path)
        until(lambda: transfer.ended, f"the end of {file.name}")
    return transfer


def test_a_photo_is_read_in_the_background_and_none_once_the_link_is_closed(photographed: Path, tmp_path: Path) -> None:
    kept = read_archive(photographed).attached[0].file
    slow, link = tmp_path / "slow", ArchivedFiles(photographed)
    os.mkfifo(slow)  # whoever writes into it waits for a reader
    first, second = link.fetch_file(kept, slow), link.fetch_file(kept, tmp_path / "a.png")
    second.cancel()
    assert not first.ended
    assert slow.read_bytes() == PHOTO + b"\0"
    link.close()
    assert (first.succeeded, second.ended, second.succeeded) == (True, True, False)
    assert not (tmp_path / "a.png").exists()


def test_a_photo_that_no_record_names_or_that_is_another_one_is_refused(photographed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.drill"
    copy.write_bytes(photographed.read_bytes())
    kept, lost = read_archive(copy).attached
    for change in (
        lambda content: content.update({f"{FILES}{'0' * 64}": PHOTO}),
        lambda content: content.update({kept.member: PHOTO + b"\1"}),
        lambda content: content.update({lost.member: PHOTO}),
    ):
        with pytest.raises(BadDrillArchive, match="is no file that its records name"):
            read_archive(repacked(copy, change))
