"""What desks push onto walls, who may, and how the status of a wall travels."""

from __future__ import annotations

import pytest

from county.aggregates import COMMANDS
from county.authority import Principal, Role, allowed_roles, may
from county.names import Name
from county.refusals import Refused
from county.seats import seat_of
from county.wall import status as wall_status
from county.wall.shown import LONGEST_KEY, MOST_WALLS, WALLS, PushedScene, ShowWallScene, WallSceneShown
from county.wall.status import OutputStatus, SceneTitle, WallStatus
from services.protocol import messages as m
from services.protocol.attended_seat import AttendedSeat
from tests.unit.running_desk import RunningDesk

STATUS = WallStatus(
    wall="hall", name=Name("大厅", "Hall"), scenes=(SceneTitle("day", Name("日常", "Day")),), scene="day",
    outputs=(OutputStatus("#1", "shown"),),
)  # fmt: skip
WALL = Principal(id="wall-hall", roles=frozenset({Role.WALL}))
"""The key of a wall."""


def test_persons_and_leaders_push_and_a_wall_may_give_no_command_at_all() -> None:
    assert allowed_roles(ShowWallScene) == {Role.OPERATOR, Role.DIRECTOR, Role.LEADER}
    assert not any(may(WALL, command) for command in COMMANDS)


def test_only_the_key_of_a_wall_tells_what_a_wall_shows() -> None:
    seat = seat_of(WALL, "a", "王芳", None, "DispatchEvent", STATUS)
    assert seat is not None
    assert (seat.wall, seat.person, seat.step) == (STATUS, "", "")
    operator = Principal(id="desk-1", roles=frozenset({Role.OPERATOR}))
    assert seat_of(operator, "a", "", None, "", STATUS) is None
    assert seat_of(WALL, "a", "", None, "") is None


def test_a_wall_tells_its_status_twice_a_second_although_nothing_changes() -> None:
    now, sent = [0], list[m.Attend]()

    def send(message: m.ToBackend) -> bool:
        assert isinstance(message, m.Attend)
        sent.append(message)
        return True

    seat = AttendedSeat(lambda: now[0])
    seat.change("", "", "", STATUS)
    for now[0] in range(0, 2_001, 100):
        seat.tell(send)
    assert len(sent) == 5
    assert all(message.wall == STATUS for message in sent)
    assert wall_status.SILENT_MS < 2_000
    assert wall_status.TOLD_MS * 2 < wall_status.SILENT_MS


def test_the_last_push_counts() -> None:
    assert WALLS.project(PushedScene(id="hall", scene="day", tile="", record_id="", since_ms=5, by="王芳"))[:2] == (
        "day", 5,
    )  # fmt: skip
    assert WALLS.record is WallSceneShown.__mro__[1]


def test_no_further_wall_is_pushed_onto_when_the_desk_knows_as_many_as_it_may() -> None:
    running = RunningDesk()
    for n in range(MOST_WALLS):
        running.give(ShowWallScene(wall=f"hall-{n}", scene="day"))
    with pytest.raises(Refused) as refused:
        running.give(ShowWallScene(wall="one more", scene="day"))
    assert (refused.value.code, refused.value.params) == ("too_many_walls", {"limit": str(MOST_WALLS)})
    running.give(ShowWallScene(wall="hall-0", scene="night"))
    running.give(ShowWallScene(wall="hall-0", scene=""))
    running.give(ShowWallScene(wall="one more", scene=""))
    assert len(list(running.desk.states_of("wall"))) == MOST_WALLS


@pytest.mark.parametrize("field", ["wall", "scene", "tile"])
def test_a_name_that_is_too_long_is_refused(field: str) -> None:
    names = {"wall": "hall", "scene": "day", "tile": "map"}
    RunningDesk().give(ShowWallScene(**names | {field: LONGEST_KEY * "a"}))
    with pytest.raises(Refused) as refused:
        RunningDesk().give(ShowWallScene(**names | {field: (LONGEST_KEY + 1) * "a"}))
    assert refused.value.code == "wall_scene_invalid"
