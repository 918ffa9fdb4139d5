"""The photos of a drill are shown again where its archive is replayed, without keys or data folder."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QSettings
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from county.attachments import Attachment
from county.commands import ReportEvent
from county.drill.run import EndDrill
from county.numbering import event_id_of, in_realm
from county.package.open import CountyPackage
from desktop.replay.opening import ReplayOpener
from desktop.replay.window import ReplayWindow
from main import main
from services.store.blobs import FOLDER, blob_path
from tests.unit.drill_day import BEGINS_MS, DRILL, DrillDay, tiny_package
from tests.unit.played_drill import stored


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


def picture() -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image = QImage(32, 24, QImage.Format.Format_RGB32)
    image.fill(0xFF3070C0)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def archive_with_photo(package: CountyPackage, folder: Path) -> tuple[Path, str]:
    """The archive, and the number of the event whose report has a photo."""
    day, data = DrillDay(package), picture()
    day.start()
    sha = sha256(data).hexdigest()
    day.realm.blobs.put(data, sha256=sha, offset=0, total=len(data), by="seat-1")
    photo = Attachment(sha256=sha, name="溪水.png", size=len(data), media_type="image/png")
    event_id = in_realm(event_id_of(BEGINS_MS, "photo"), DRILL.id)
    x_m, y_m = package.table("boundary").geometry[0].centroid.coords[0]
    report = ReportEvent(
        event_id=event_id, subclass="road_flooding", title="溪水漫桥", source="hotline", x_m=x_m, y_m=y_m,
        attachments=(photo,),
    )  # fmt: skip
    assert day.give("wang", report) == ""
    assert day.give("zhou", EndDrill(drill=DRILL.id)) == ""
    day.realm.turn(5)
    path = blob_path(stored(day, folder, package) / FOLDER, sha)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    out = folder / "photo.drill"
    realm = ["--realm", DRILL.id, "--data", str(folder)]
    assert main(["drill", "archive", str(package.folder), str(out), *realm]) == 0
    return out, event_id


def test_the_card_of_an_event_shows_its_photo_in_the_replay_of_an_archive(
    qapp: object, package: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    archive, event_id = archive_with_photo(package, tmp_path)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    opener = ReplayOpener(archive, at_ms=BEGINS_MS + 86_400_000)
    replay = ReplayWindow(package.folder, opener, settings, "operator", later=())
    window = replay.window
    qtbot.waitUntil(lambda: window.session is not None, timeout=30_000)
    session = window.session
    assert session is not None
    qtbot.waitUntil(lambda: event_id in session.layers.states("event"), timeout=30_000)
    session.focus.select("events", event_id)
    files = window.card.event_card.time_line.files
    qtbot.waitUntil(lambda: any(p.isVisible() for f in files.values() for p in f.photos.values()), timeout=30_000)
    with qtbot.waitSignal(replay.closed, timeout=30_000):
        window.close()
    replay.deleteLater()
