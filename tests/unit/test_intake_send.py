"""Sending a file: nothing is invented, nothing is sent twice, and the report covers every row."""

from __future__ import annotations

import gzip
import inspect
import json
import math
import re
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from msgspec.structs import replace

from county.authority import Principal, Role
from county.catalog import Catalog, Name, load
from county.clock import ManualClock
from county.closest import CANDIDATES, candidates, closest
from county.commands import Command, ReportEvent
from county.events import decisions as event_decisions
from county.explained import WrongArgument
from county.realm import Realm
from county.refusals import TEMPLATES
from county.sensing import ChannelTable, Quality, Reading
from county.streams import KeyTable
from county.tables.reader import TableFile
from county.tables.row import RowFault, TableRow
from county.texts import check_texts
from services.intake.profiles import profile_named
from services.intake.rows import Interpreter
from services.protocol.messages import Accepted, Rejected, Welcome
from services.requests import incoming
from services.sending.file_rows import interpreted
from services.sending.report import SendReport
from services.sending.send import send as send_file
from services.sending.sender import Sender
from services.sending.subclass_names import keys_by_name
from tests.unit.running_desk import NOON_MS
from tests.unit.test_place_names import NAMES, VILLAGE

CHANNELS = ChannelTable([("noise-1", "level"), ("air-1", "pm25"), ("air-1", "co"), ("air-2", "pm25")])


class RecordingBackend:
    """Accepts everything but events titled "no"; records times of arrival."""

    welcome = Welcome(
        protocol=2, program="p", realm="live", instance="i", endpoints={}, county_name="c", county="999901", epsg=4526,
        catalog="", head_seq=0, epoch=0, at_ms=0, rate=1.0,
        principal=Principal(id="gateway", roles=frozenset({Role.GATEWAY})),
    )  # fmt: skip

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.catalog_requests = 0
        self.commands: list[Command] = []
        self.readings: list[tuple[int, Reading]] = []
        self.deliveries: list[str] = []
        self.lines: list[str] = []

    def submit(self, commands: list[Command]) -> list[Accepted | Rejected]:
        self.commands += commands
        return [
            Rejected(command_id=command.id, code="subclass_unknown", params={"subclass": "x"})
            if isinstance(command.body, ReportEvent) and command.body.title == "no"
            else Accepted(command_id=command.id, first_seq=1, last_seq=1)
            for command in commands
        ]

    def keys(self, stream: str) -> KeyTable:
        assert stream == "readings"
        return CHANNELS

    def catalog(self) -> Catalog:
        """The program's own, with another name for rubble and without open burning."""
        self.catalog_requests += 1
        known = load()
        rubble, retired = known.subclasses["rubble"], known.subclasses["open_burning"]
        changed = {
            "rubble": replace(rubble, name=Name(zh="渣土", en="Rubble")),
            "open_burning": replace(retired, retired=True),
        }
        return replace(known, subclasses=known.subclasses | changed)

    def submit_readings(self, readings: list[Reading], delivery: str = "") -> list[Accepted | Rejected]:
        self.readings += [(self.clock.now_ms(), reading) for reading in readings]
        self.deliveries.append(delivery)
        return [Accepted(command_id="r", first_seq=0, last_seq=-1)]


def send(
    path: Path, text: str, *, speed: float | None = None, backend: type[RecordingBackend] = RecordingBackend,
    now_ms: int = NOON_MS,
) -> tuple[RecordingBackend, Sender]:  # fmt: skip
    path.write_text(text, encoding="utf-8")
    clock = ManualClock(now_ms)
    taker, file = backend(clock), TableFile(path)
    sender = Sender(file, taker, clock, lambda s: clock.advance(max(1, round(s * 1000))), taker.lines.append)
    sender.run(speed, lambda share, step: None)
    file.close()
    return taker, sender


def test_rows_without_coordinates_are_sent_to_the_villages_that_they_name(tmp_path: Path) -> None:
    path = tmp_path / "热线.csv"
    rows = "甲,其他事项,虹桥,2026-11-22 08:00\n乙,其他事项,没有的村,2026-11-22 08:00\n"
    path.write_text(f"标题,小类,村,时间\n{rows}", "utf-8")
    clock = ManualClock(NOON_MS)
    with closing(TableFile(path)) as file:
        backend = RecordingBackend(clock)
        sender = Sender(file, backend, clock, clock.advance, print, Interpreter(places=lambda: NAMES))
        report = sender.run(None, lambda share, step: None)
    [command] = backend.commands
    in_zone_m = command.body.x_m - 38_000_000  # of the backend's county
    assert (command.body.place_level, round(in_zone_m, 1)) == ("village", VILLAGE.x_m)
    assert "1 events: by the village that their row names: approximate" in str(report)
    assert "names no place of the county" in str(report)


def test_what_hotlines_call_a_class_is_that_class_and_its_own_name_counts_first(tmp_path: Path) -> None:
    rows = "甲,路灯故障\n乙,路灯不亮\n丙,树木倒伏\n丁,rubble\n"
    text = "title,subclass,lon,lat,at\n" + rows.replace("\n", ",114.0,30.0,2026-11-22T08:00:00\n")
    backend, _ = send(tmp_path / "f.csv", text)
    assert [command.body.subclass for command in backend.commands] == [
        "street_lamp", "street_lamp", "fallen_tree", "rubble"
    ]  # fmt: skip


def test_every_word_for_a_class_means_one_of_the_catalogue() -> None:
    known = load()
    names = {subclass.name.zh: key for key, subclass in known.subclasses.items()}
    for word, key in keys_by_name(known).items():
        assert key in known.subclasses
        assert names.get(word, key) == key


EVENTS = (
    "subclass,title,lon,lat,at\nexposed_garbage,垃圾,114.0,30.0,2026-11-22T08:00:00\nx,no,114.0,30.0,20261122\n"
    ",,bad,30,\n"
)


def test_events_arrive_in_the_working_crs_with_their_own_time(tmp_path: Path) -> None:
    backend, sender = send(tmp_path / "e.csv", EVENTS)
    first = backend.commands[0]
    assert isinstance(first.body, ReportEvent)
    assert first.happened_ms == 1_795_305_600_000
    assert first.body.x_m == pytest.approx(38_500_000, abs=1)
    assert first.body.y_m == pytest.approx(3_320_000, abs=5_000)
    assert first.body.event_id.startswith("20261122-")
    assert (sender.report.events, sender.report.refused.total, sender.report.unusable.total) == (1, 1, 1)
    report = str(sender.report)
    assert "Subclass x is not in the catalogue" in report
    assert "line 4" in report


def test_resending_a_file_reports_nothing_twice(tmp_path: Path) -> None:
    ids = [[command.id for command in send(tmp_path / "e.csv", EVENTS)[0].commands] for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_the_id_of_a_row_is_independent_of_its_place_and_equal_rows_have_different_ids(tmp_path: Path) -> None:
    head, row, *_ = EVENTS.splitlines(keepends=True)
    before, _ = send(tmp_path / "e.csv", head + row + row)
    after, _ = send(tmp_path / "e.csv", head + "exposed_garbage,新,114.0,30.0,2026-11-22T07:00:00\n" + row + row)
    assert [command.id for command in after.commands[1:]] == [command.id for command in before.commands]
    assert len({command.id for command in after.commands}) == 3


def test_the_id_of_a_command_does_not_depend_on_who_reported(tmp_path: Path) -> None:
    columns, row = "subclass,title,lon,lat,at,reporter\n", "exposed_garbage,垃圾,114.0,30.0,2026-11-22T08:00:00,"
    sent = [send(tmp_path / "e.csv", f"{columns}{row}{reporter}\n")[0] for reporter in ("", "王五 13711116666")]
    first, second = (backend.commands[0] for backend in sent)
    assert isinstance(second.body, ReportEvent)
    assert second.body.reporter == "王五 13711116666"
    assert first.id == second.id


@pytest.mark.parametrize("other", ["暴露垃圾,垃圾,114.0,30.0", "exposed_garbage,垃圾,114.00000000000001,30.0000000"])
def test_the_same_event_in_other_words_and_digits_has_the_same_id(other: str, tmp_path: Path) -> None:
    columns, at = "subclass,title,lon,lat,at\n", ",2026-11-22T08:00:00\n"
    [first] = send(tmp_path / "a.csv", f"{columns}exposed_garbage,垃圾,114.0,30.0{at}")[0].commands
    [second] = send(tmp_path / "b.csv", f"{columns}{other}{at}")[0].commands
    assert (second.id, second.body) == (first.id, first.body)


def test_a_resent_row_without_a_time_counts_as_reported(tmp_path: Path) -> None:
    class IdsReusedBackend(RecordingBackend):
        def submit(self, commands: list[Command]) -> list[Accepted | Rejected]:
            return [Rejected(command_id=x.id, code="id_reused", params={"command": x.id}) for x in commands]

    rows = "subclass,title,lon,lat\nexposed_garbage,垃圾,114.0,30.0\n"
    _, sender = send(tmp_path / "e.csv", rows, backend=IdsReusedBackend)
    assert (sender.report.events, sender.report.again, sender.report.refused.total) == (1, 1, 0)
    assert "1 of the events had been reported before; they are not stored twice" in str(sender.report)


@pytest.mark.parametrize(
    ("column", "cell", "known"), [("", "", False), (",event_id", ",W-1", True), (",at", ",20261122", True)]
)
def test_the_same_words_on_another_day_are_another_event_unless_its_time_or_number_says_which(
    tmp_path: Path, column: str, cell: str, known: bool
) -> None:
    def ids(now_ms: int) -> list[str]:
        rows = f"rubble,x,114,30{cell}\n" * 2
        backend, _ = send(tmp_path / "e.csv", f"subclass,title,lon,lat{column}\n{rows}", now_ms=now_ms)
        return [command.id for command in backend.commands]

    last_minute_ms = NOON_MS + 12 * 3_600_000 - 60_000
    assert ids(NOON_MS) == ids(last_minute_ms), "of the same day in the county"
    assert (ids(NOON_MS) == ids(last_minute_ms + 60_000)) == known
    assert set(ids(NOON_MS)).isdisjoint(ids(last_minute_ms + 60_000)) != known


def test_an_event_whose_record_is_older_than_the_connection_had_been_reported_before(tmp_path: Path) -> None:
    class RememberingBackend(RecordingBackend):
        welcome = replace(RecordingBackend.welcome, head_seq=7)

        def submit(self, commands: list[Command]) -> list[Accepted | Rejected]:
            return [Accepted(command_id=x.id, first_seq=7 + i, last_seq=7 + i) for i, x in enumerate(commands)]

    rows = "subclass,title,lon,lat,at\n" + "exposed_garbage,垃圾,114.0,30.0,20261120080000\n" * 3
    _, sender = send(tmp_path / "e.csv", rows, backend=RememberingBackend)
    assert (sender.report.events, sender.report.again) == (3, 1)


def test_invisible_characters_are_removed_from_texts_and_counted_and_line_breaks_of_notes_are_kept(
    tmp_path: Path,
) -> None:
    good = {"subclass": "exposed_garbage", "title": "x", "lon": 114.0, "lat": 30.0}
    rows = [
        good | {"title": "垃圾\u202e圾\u200b垃"}, good | {"title": "a\x07b\u2028c"}, good | {"reporter": "王五\x1b[2J"},
        good | {"note": "一\r\n二\t三\x00\u2029四\u3000五"}, good | {"title": "👩\u200d🚒"},
    ]  # fmt: skip
    backend, sender = send(tmp_path / "e.jsonl", "\n".join(map(json.dumps, rows)) + "\n")
    bodies = [command.body for command in backend.commands]
    for body in bodies:
        assert isinstance(body, ReportEvent)
        check_texts(body)  # as the backend does
    titles = ["垃圾圾垃", "ab c", "x", "x", "👩\u200d🚒"]
    assert [body.title for body in bodies] == titles
    assert bodies[2].reporter == "王五[2J"
    assert bodies[3].note == "一\n二\t三\n四\u3000五"
    assert "5 invisible characters were removed from texts of events" in str(sender.report).splitlines()


def test_a_row_that_makes_the_program_fail_is_refused_and_the_file_goes_on(tmp_path: Path) -> None:
    class UnreadableCell:
        def __str__(self) -> str:
            raise RuntimeError("no text")

    class OddRows(TableFile):
        def rows(self) -> Iterator[TableRow | RowFault]:
            for row in super().rows():
                assert isinstance(row, TableRow)
                yield TableRow(row.where, row.values | {"title": UnreadableCell()}) if row.where == "line 2" else row

    (tmp_path / "e.csv").write_text("subclass,title,lon,lat\nrubble,a,114,30\nrubble,b,114,30\n", encoding="utf-8")
    with closing(OddRows(tmp_path / "e.csv")) as rows:
        report = SendReport(rows.path, rows.found, Interpreter())
        [item] = interpreted(rows, report.interpreter, report)
    assert item.where == "line 3"
    assert report.unusable.lines("unusable") == [
        "unusable line 2: cannot be interpreted (RuntimeError): 'no text'; change the row, and report this defect"
    ]


def test_a_wrong_area_of_an_alert_does_not_end_the_file(tmp_path: Path) -> None:
    alert = (
        "<alert><identifier>{}</identifier><sender>a</sender><sent>2026-11-22T08:30:00+08:00</sent><status>Actual"
        "</status><info><event>暴雨</event><severity>Severe</severity><headline>H</headline>"
        "<area><circle>{}</circle></area></info></alert>"
    )
    areas = ("31.0.1,110.0 5", "131.0,310.0 5", "30.0,114.0 5")
    text = "".join(alert.format(number, area) for number, area in enumerate(areas))
    backend, sender = send(tmp_path / "cap.xml", f"<feed>{text}</feed>")
    assert len(backend.commands) == 1
    assert sender.report.unusable.total == 2


@pytest.mark.parametrize("column", ["title", "note", "subclass"])
def test_a_row_with_an_unpaired_surrogate_is_skipped_and_reported(tmp_path: Path, column: str) -> None:
    good = {"subclass": "exposed_garbage", "title": "x", "note": "y", "lon": 114.0, "lat": 30.0}
    rows = [json.dumps(good | {column: "\ud800"}), json.dumps(good)]
    backend, sender = send(tmp_path / "e.jsonl", "\n".join(rows) + "\n")
    assert len(backend.commands) == 1
    assert "unpaired surrogate" in str(sender.report)
    str(sender.report).encode()


READINGS = "sensor_id,channel,at,value\n" + "".join(
    f"noise-1,level,2026-11-20T{hour:02d}:00:00,{50 + hour if hour != 2 else ''}\n" for hour in (3, 1, 0, 2)
)


def test_rows_out_of_every_range_are_refused_and_the_file_goes_on(tmp_path: Path) -> None:
    times = ("99999999999,1,1,1", "2016,13,45,99", "-1,0,0,0", "9999,12,31,23")
    wrong = [*(f"{time},5" for time in times), "2016,1,1,1,1_0", "2016,1,1,1,true"]
    rows = "".join(f"{row},A\n" for row in (*wrong, "2016,1,1,1,5"))
    backend, sender = send(tmp_path / "a.csv", "year,month,day,hour,PM2.5,station\n" + rows)
    assert [reading.value for _, reading in backend.readings] == [5.0]
    report = str(sender.report)
    assert "1 readings stored" in report
    assert "6 rows unusable" in report
    assert "3 at lines 2, 3, 4; the first: year, month, day, hour are not a time" in report
    assert "line 5: hour 9999-12-31 23:00 is 9999-12-31 23:00, after 2099; check its unit and the clock" in report
    assert "2 at lines 6, 7; the first: pm2.5 '1_0' is not a number" in report


@pytest.mark.parametrize("speed", [0.0, -1.0, 1e-310, 1e300, math.inf, math.nan])
def test_a_speed_without_sense_is_refused(tmp_path: Path, speed: float) -> None:
    with pytest.raises(WrongArgument, match=r"is not a number from 0\.001 to"):
        send_file(
            tmp_path / "f.csv", address="tcp://127.0.0.1:1", keys=tmp_path, speed=speed, realm=Realm("live"),
            progress=lambda share, text: None, print_line=print,
        )  # fmt: skip


def test_without_a_speed_readings_keep_their_own_times(tmp_path: Path) -> None:
    backend, sender = send(tmp_path / "r.csv", READINGS)
    assert [reading.at_ms for _, reading in backend.readings] == [
        1_795_104_000_000 + hour * 3_600_000 for hour in (3, 1, 0)
    ]
    assert (sender.report.readings, sender.report.gaps) == (3, 1)
    assert {reading.quality for _, reading in backend.readings} == {Quality.GOOD}


def test_played_readings_are_sent_in_order_at_their_pace_and_gaps_remain(tmp_path: Path) -> None:
    backend, sender = send(tmp_path / "r.csv", READINGS, speed=3600)
    assert [(reading.value, reading.at_ms - NOON_MS) for _, reading in backend.readings] == [
        (50.0, 0), (51.0, 1_000), (53.0, 3_000),
    ]  # fmt: skip
    assert {reading.quality for _, reading in backend.readings} == {Quality.PLAYED}
    for arrived_ms, reading in backend.readings:
        assert arrived_ms >= reading.at_ms  # nothing is shown before its time
    assert "2026-11-20 00:00 to 2026-11-20 03:00" in str(sender.report)


def test_readings_sent_again_with_their_own_times_are_the_same_delivery_and_played_ones_are_not(tmp_path: Path) -> None:
    first, _ = send(tmp_path / "r.csv", READINGS)
    again, _ = send(tmp_path / "r.csv", READINGS)
    other, _ = send(tmp_path / "r.csv", READINGS.replace("51", "52"))
    elsewhere, _ = send(tmp_path / "s.csv", READINGS)
    assert first.deliveries == again.deliveries != [""]
    assert elsewhere.deliveries == first.deliveries  # under another name
    assert set(other.deliveries).isdisjoint(first.deliveries)
    played, _ = send(tmp_path / "r.csv", READINGS, speed=3600)
    assert set(played.deliveries) == {""}


def test_a_reading_of_an_unknown_sensor_is_reported_and_not_sent(tmp_path: Path) -> None:
    rows = "no,level,20261122,1\nnoise-1,level,20261122,1\n"
    backend, sender = send(tmp_path / "r.csv", f"sensor_id,channel,at,value\n{rows}")
    assert len(backend.readings) == 1
    assert "Sensor no with channel level" in str(sender.report)


def test_one_refused_reading_does_not_exclude_others(tmp_path: Path) -> None:
    class FutureRefusingBackend(RecordingBackend):
        def submit_readings(self, readings: list[Reading], delivery: str = "") -> list[Accepted | Rejected]:
            if any(reading.at_ms > NOON_MS for reading in readings):
                params = {"sensor": "noise-1", "reason": "it is in the future"}
                return [Rejected(command_id="r", code="reading_invalid", params=params)]
            return super().submit_readings(readings, delivery)

    ahead = NOON_MS + 86_400_000
    rows = "".join(f"noise-1,level,{ahead if i == 7 else NOON_MS - i},{i}\n" for i in range(20))
    backend, sender = send(tmp_path / "r.csv", "sensor_id,channel,at,value\n" + rows, backend=FutureRefusingBackend)
    assert [reading.value for _, reading in backend.readings] == [float(i) for i in range(20) if i != 7]
    assert (sender.report.readings, sender.report.refused.total) == (19, 1)


@pytest.mark.parametrize("text", ["a,b\n" + "1,2\n" * 30, "subclass,title,lon,lat\n", "[" * 100_000 + "\n"])
def test_a_file_without_usable_rows_is_reported_in_a_line_or_two_and_counts_as_failed(
    tmp_path: Path, text: str
) -> None:
    backend, sender = send(tmp_path / "f", text)
    assert sender.report.empty
    assert not backend.commands
    assert len(str(sender.report).splitlines()) <= 3


def test_a_file_of_gaps_only_stores_nothing_and_reports_why(tmp_path: Path) -> None:
    _, sender = send(tmp_path / "r.csv", "sensor_id,channel,at,value\nnoise-1,level,20261122,NA\n")
    assert sender.report.empty
    assert "not measured" in str(sender.report)


def test_readings_of_another_station_are_marked_also_with_their_own_time(tmp_path: Path) -> None:
    backend, _ = send(tmp_path / "a.csv", "year,month,day,hour,PM2.5,station\n2016,1,1,0,10,A\n")
    assert [reading.quality for _, reading in backend.readings] == [Quality.PLAYED]


def test_a_refused_event_is_named_by_its_line_and_the_coordinates_of_the_file(tmp_path: Path) -> None:
    class OutsideBackend(RecordingBackend):
        def submit(self, commands: list[Command]) -> list[Accepted | Rejected]:
            params = {"x_m": "961921", "y_m": "4432411", "lon": "116.40000", "lat": "39.90000", "km": "1060.2",
                      "county": "山水县"}  # fmt: skip
            return [Rejected(command_id=command.id, code="place_outside", params=params) for command in commands]

    rows = "subclass,title,lon,lat\nexposed_garbage,a,116.4,39.9\nexposed_garbage,b,116.5,39.9\n"
    _, sender = send(tmp_path / "e.csv", rows, backend=OutsideBackend)
    assert (
        "refused 2 at lines 2, 3; the first: The location 116.40000° E, 39.90000° N is outside 山水县, 1060.2 km from "
        "its border; choose one inside"
    ) in str(sender.report)


def test_a_refused_reading_is_named_by_its_line(tmp_path: Path) -> None:
    class ValueRefusingBackend(RecordingBackend):
        def submit_readings(self, readings: list[Reading], delivery: str = "") -> list[Accepted | Rejected]:
            if any(reading.value == 7 for reading in readings):
                params = {"sensor": "noise-1", "reason": "no"}
                return [Rejected(command_id="r", code="reading_invalid", params=params)]
            return super().submit_readings(readings, delivery)

    rows = "".join(f"noise-1,level,{NOON_MS + i},{i}\n" for i in range(20))
    _, sender = send(tmp_path / "r.csv", "sensor_id,channel,at,value\n" + rows, backend=ValueRefusingBackend)
    assert "refused line 9: Reading of noise-1: no" in str(sender.report)


@pytest.mark.parametrize(
    ("row", "like"),
    [
        ("exposed_garbge,a,114,30", "closest: exposed_garbage"),
        ("暴露垃,a,114,30", "closest: 暴露垃圾"),
        ("whatever,no,114,30", "choose one of its keys or Chinese names"),
    ],
)
def test_the_refusal_of_an_unknown_subclass_names_the_closest_ones(tmp_path: Path, row: str, like: str) -> None:
    class Strict(RecordingBackend):
        def submit(self, commands: list[Command]) -> list[Accepted | Rejected]:
            return [
                Rejected(command_id=x.id, code="subclass_unknown", params={"subclass": x.body.subclass})
                for x in commands
                if isinstance(x.body, ReportEvent)
            ]

    _, sender = send(tmp_path / "e.csv", f"subclass,title,lon,lat\n{row}\n", backend=Strict)
    assert like in str(sender.report).splitlines()[0]


@pytest.mark.parametrize(
    ("sensor", "channel", "like"),
    [("noise-1", "levl", "its channels: level"), ("nois-1", "level", "closest: noise-1"), ("x", "y", "check the n")],
)
def test_the_refusal_of_an_unknown_sensor_names_its_channels_or_the_closest_sensors(
    tmp_path: Path, sensor: str, channel: str, like: str
) -> None:
    _, sender = send(tmp_path / "r.csv", f"sensor_id,channel,at,value\n{sensor},{channel},20261122,1\n")
    assert like in str(sender.report).splitlines()[0]


@pytest.mark.parametrize(("word", "like"), [("S0501x3", "S0501"), ("T050123", "S050123"), ("Z", "")])
def test_an_unknown_word_is_compared_with_few_of_100_000_known_ones(word: str, like: str) -> None:
    known = [f"S{number:06d}" for number in range(100_000)]
    assert len(candidates(word, known)) <= CANDIDATES
    assert like in closest(word, known)


def test_more_stations_than_air_sensors_are_refused_with_the_way_out(tmp_path: Path) -> None:
    rows = "".join(f"2016,1,1,0,10,{station}\n" for station in "ABC")
    _, sender = send(tmp_path / "a.csv", "year,month,day,hour,PM2.5,station\n" + rows)
    assert (
        "refused line 4: station C: every air sensor of the county plays another one; leave its rows out"
        in str(sender.report)
    )


def refusals_of_a_file() -> set[str]:
    """Codes with which a backend refuses what ``send`` sends."""
    codes = {"not_authorised", "other_division", "realm_unknown", "time_implausible", "disk_full", "journal_failed",
             "command_failed", "text_unseen", "message_too_long"}  # fmt: skip
    sources = (event_decisions._reported, incoming)
    return codes | {code for part in sources for code in re.findall(r'Refused\(\s*"(\w+)"', inspect.getsource(part))}


@pytest.mark.parametrize("code", sorted(refusals_of_a_file()))
def test_every_refusal_of_a_row_has_a_way_out(code: str) -> None:
    assert ";" in TEMPLATES[code]


def test_a_subclass_may_be_given_by_its_chinese_name_in_the_backends_catalogue(tmp_path: Path) -> None:
    retired_name = load().subclasses["open_burning"].name.zh
    names = {"暴露垃圾": "exposed_garbage", "rubble": "rubble", "渣土": "rubble", "没有": ""}
    names[retired_name] = "open_burning"
    rows = "".join(f"{name},x,114.0,30.0\n" for name in names)
    backend, _ = send(tmp_path / "e.csv", "subclass,title,lon,lat\n" + rows)
    assert [body.subclass for body in (x.body for x in backend.commands) if isinstance(body, ReportEvent)] == [
        key or name for name, key in names.items()
    ]  # fmt: skip
    assert backend.catalog_requests == 1


def test_a_retired_subclass_given_in_chinese_is_refused_by_that_name(tmp_path: Path) -> None:
    class RetiredRefusingBackend(RecordingBackend):
        def submit(self, commands: list[Command]) -> list[Accepted | Rejected]:
            return [
                Rejected(command_id=command.id, code="subclass_retired", params={"subclass": command.body.subclass})
                if self.catalog().subclasses[command.body.subclass].retired
                else Accepted(command_id=command.id, first_seq=1, last_seq=1)
                for command in commands
            ]

    retired_name = load().subclasses["open_burning"].name.zh
    rows = f"暴露垃圾,x,114.0,30.0\n{retired_name},x,114.0,30.0\nopen_burning,x,114.0,30.0\n"
    _, sender = send(tmp_path / "e.csv", "subclass,title,lon,lat\n" + rows, backend=RetiredRefusingBackend)
    report = str(sender.report)
    assert f"refused line 3: Subclass {retired_name} is no longer used; choose another one" in report
    assert "refused line 4: Subclass open_burning is no longer used" in report
    assert sender.report.events == 1


def test_a_name_shared_with_a_retired_subclass_means_the_current_one(tmp_path: Path) -> None:
    class RenamedCatalogBackend(RecordingBackend):
        def catalog(self) -> Catalog:
            known = super().catalog()
            taken = replace(known.subclasses["open_burning"], name=known.subclasses["rubble"].name)
            return replace(known, subclasses={**known.subclasses, "open_burning": taken})

    backend, _ = send(tmp_path / "e.csv", "subclass,title,lon,lat\n渣土,x,114.0,30.0\n", backend=RenamedCatalogBackend)
    (command,) = backend.commands
    assert isinstance(command.body, ReportEvent)
    assert command.body.subclass == "rubble"


def test_no_catalogue_is_requested_for_a_file_without_events(tmp_path: Path) -> None:
    backend, _ = send(tmp_path / "r.csv", READINGS)
    assert backend.catalog_requests == 0


def test_wrong_rows_are_grouped_by_reason_with_their_number_and_first_lines(tmp_path: Path) -> None:
    rows = "".join(f"exposed_garbage,x,{wrong},30.0,\n" for wrong in [*map("east {}".format, range(200)), 200, 300])
    _, sender = send(tmp_path / "e.csv", EVENTS + rows + "only,two\n" * 3)
    assert str(sender.report).splitlines() == [
        "refused line 3: Subclass x is not in the catalogue; choose one of its keys or Chinese names",
        "unusable 201 at lines 4, 5, 6, 7, 8, …; the first: lon 'bad' is not a number; fix the row",
        "unusable 3 at lines 207, 208, 209; the first: has 2 columns, the head has 5; fix the line",
        "unusable 2 at lines 205, 206; the first: place 200, 30.0 is not a longitude and latitude in degrees; "
        "fix the row",
        "read as CSV in UTF-8, separated by ',', header in line 1",
        "events: title from title, subclass from subclass, lon from lon, lat from lat, at from at",
        "1 events have a day, but no time: taken as 00:00 of it",
        f"{tmp_path / 'e.csv'}: 208 rows read, 1 events and 0 readings stored, 0 known already, 0 gaps kept, "
        "1 refused, 206 rows unusable",
    ]
    assert not sender.report.empty


def test_of_many_reasons_the_most_frequent_are_named_and_all_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"kind{number},no,114.0,30.0,20261122\n" for number in range(50))
    rows += "last,no,114.0,30.0,20261122\n" * 2

    class StrictBackend(RecordingBackend):
        def submit(self, commands: list[Command]) -> list[Accepted | Rejected]:
            return [
                Rejected(command_id=x.id, code="subclass_unknown", params={"subclass": x.body.subclass})
                for x in commands
            ]

    _, sender = send(tmp_path / "e.csv", "subclass,title,lon,lat,at\n" + rows, backend=StrictBackend)
    first, *_, others, _, _, _, summary = str(sender.report).splitlines()
    assert first.startswith("refused 2 at lines 52, 53; the first: Subclass last is not in the catalogue; ")
    assert others == "refused 31 for 31 other reasons"
    assert summary.endswith("0 events and 0 readings stored, 0 known already, 0 gaps kept, 52 refused, 0 rows unusable")


def test_stations_are_played_by_the_air_sensors_in_order_as_reported(tmp_path: Path) -> None:
    head = "No,year,month,day,hour,PM2.5,CO,wd,station\n"
    rows = "".join(f"1,2016,1,1,{hour},{hour + 10},900,N,{s}\n" for s in ("A", "B", "C") for hour in range(2))
    backend, sender = send(tmp_path / "a.csv", head + rows, speed=3600)
    assert sender.report.stations == {"A": "air-1", "B": "air-2"}
    got = [(reading.sensor_id, reading.channel, reading.value) for _, reading in backend.readings]
    assert got == [
        ("air-1", "pm25", 10.0), ("air-1", "co", pytest.approx(0.9)), ("air-2", "pm25", 10.0),
        ("air-1", "pm25", 11.0), ("air-1", "co", pytest.approx(0.9)), ("air-2", "pm25", 11.0),
    ]  # fmt: skip
    assert {reading.quality for _, reading in backend.readings} == {Quality.PLAYED}
    assert [line.partition(";")[0] for line in backend.lines] == [
        "station A is played by sensor air-1", "station B is played by sensor air-2",
    ]  # fmt: skip
    assert "station C: every air sensor of the county plays another one" in str(sender.report)


def test_the_real_air_quality_stream_keeps_its_gaps(tmp_path: Path) -> None:
    found = sorted((Path(__file__).resolve().parents[3] / "shared/data/air_quality").glob("*.csv.gz"))
    if not found:
        pytest.skip("the real stream is stored outside the repository")
    with gzip.open(found[0], "rt", encoding="utf-8") as source:
        text = "".join(islice(source, 1_500))
    head, *rows = (line.split(",") for line in text.splitlines())
    measured = [i for i, name in enumerate(head) if name in profile_named("uci-air-quality").channels]
    backend, sender = send(tmp_path / "real.csv", text, speed=3600)
    assert len(measured) == 11
    assert sender.report.gaps == sum(row[i] == "" for row in rows for i in measured) > 0
    pm25 = [(reading.at_ms - NOON_MS, reading.value) for _, reading in backend.readings if reading.channel == "pm25"]
    column = head.index("PM2.5")
    assert pm25 == [(hour * 1_000, float(row[column])) for hour, row in enumerate(rows) if row[column]]
