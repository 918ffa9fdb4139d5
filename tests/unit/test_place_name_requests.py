"""Programs ask the backend for the named places of its county, which another thread finds."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from county.package.place_names import place_names
from county.place_names import PlaceNames
from services.protocol import messages as m
from tests.memory_realm import MemoryRealm
from tests.tiny_county import write_tiny_county


def test_the_loop_goes_on_while_the_named_places_are_found(tmp_path: Path) -> None:
    county = write_tiny_county(tmp_path / "county")
    realm = MemoryRealm(county)
    realm.held_file_jobs = held = []
    with closing(realm.plain_client()) as asking, closing(realm.plain_client()) as other:
        asking.send(m.PlaceNamesRequest())
        realm.turn(2)
        other.send(m.SubjectRequest(request="s", subject="event/E1"))
        realm.turn(2)
        assert [type(answer) for answer in other.answers()] == [m.SubjectReply]
        assert asking.answers() == []
        [find] = held
        find()
        realm.turn(2)
        [found] = asking.answers()
        assert PlaceNames.decode(found.content).places == place_names(county).places


def test_places_that_cannot_be_read_are_told_to_who_asked(tmp_path: Path) -> None:
    package = write_tiny_county(tmp_path / "county")
    realm = MemoryRealm(package)
    package.folder.rename(tmp_path / "away")
    with closing(realm.plain_client()) as asking:
        asking.send(m.PlaceNamesRequest())
        realm.turn(4)
        [trouble] = asking.answers()
    assert isinstance(trouble, m.Trouble)
    assert "the named places of the county cannot be read" in str(trouble.line)
