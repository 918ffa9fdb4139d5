"""A window approves an improvement of its drill: the running backend of the live realm has the event, once."""

from __future__ import annotations

from pathlib import Path

from services.drill_report.approval import approved
from services.drill_report.drill_folder import DrillFolder
from tests.integration.backend_fixture import serving
from tests.unit.drill_day import DRILL, tiny_package
from tests.unit.played_drill import played, stored


def test_an_improvement_becomes_one_live_event_however_often_it_is_approved(tmp_path: Path) -> None:
    package = tiny_package(tmp_path / "county")
    data = tmp_path / "data"
    folder = DrillFolder(package.folder, data, DRILL)
    with serving(tmp_path, package=package.folder, data=data):
        stored(played(package), data, package)
        event = folder.approve("n5", "")
        assert folder.approve("n5", "") == event
        [again] = approved(package.folder, data, DRILL, ["n5"], lambda share, what: None)
    assert (again.item.id, again.event_id, again.is_new) == ("n5", event, False)
