"""What a backend refuses of a file when it is sent, a dry run and the preview of the window say before it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from county.catalog import load
from county.clock import ManualClock
from county.explained import WrongArgument
from county.package.open import CountyPackage
from county.package.place_names import place_names
from county.realm import LIVE, Realm
from county.tables.reader import TableFile
from services.file_import.county_dry_run import CountyDryRun
from services.intake.file_options import FileOptions
from services.protocol.control import ControlLink
from services.sending.dry_run import DryRun, dry_run
from services.sending.file_rows import interpreted, surveyed
from services.sending.first_readings import FirstReadings
from services.sending.report import SendReport
from services.sending.sender import Sender
from tests.memory_realm import OWNER, MemoryRealm
from tests.square_county import GRID, PLACE_M, write_square_county
from tests.unit.test_send_summary import NOW_MS


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return CountyPackage(write_square_county(tmp_path_factory.mktemp("parity") / "county", grid=True))


@contextmanager
def running(package: CountyPackage) -> Iterator[ControlLink]:
    realm = MemoryRealm(package, clock=ManualClock(NOW_MS))
    stopped = Event()
    loop = Thread(target=realm.backend.run, args=(stopped.is_set,))
    loop.start()
    try:
        with ControlLink("memory", lambda: realm.network.client(OWNER.id), realm="live") as link:
            yield link
    finally:
        stopped.set()
        loop.join()


def sent(package: CountyPackage, file: Path) -> SendReport:
    with running(package) as link, closing(TableFile(file)) as rows:
        sender = Sender(rows, link, link.clock, link.wait, print, surveyed(rows, None))
        return sender.run(None, lambda share, text: None)


def dry(file: Path, **changes: object) -> DryRun:
    changes = {"realm": LIVE, **changes}
    return dry_run(file, FileOptions(), lambda share, text: None, NOW_MS, load(), **changes)  # type: ignore[arg-type]


def previewed(package: CountyPackage, file: Path) -> DryRun:
    with closing(TableFile(file)) as rows:
        interpreter = surveyed(rows, None)
        report = SendReport(rows.path, rows.found, interpreter)
        outcome = CountyDryRun(report, NOW_MS, package, package.catalog, "live", None)
        for item in interpreted(rows, interpreter, outcome.report):
            outcome.add(item)
    return outcome


def refusals(report: SendReport) -> set[str]:
    return {str(group) for group in report.refused.groups()}


def events(package: CountyPackage, *rows: str) -> str:
    lon, lat = package.lonlat(*PLACE_M)
    head = "工单号,标题,小类,时间,经度,纬度\n"
    return head + "".join(row.format(at="2026-11-26 08:00", lon=lon, lat=lat) + "\n" for row in rows)


EVENTS = {
    "one number for two events": ("A1,甲,暴露垃圾,{at},{lon},{lat}", "A1,乙,暴露垃圾,{at},{lon},{lat}"),
    "a row twice": ("A1,甲,暴露垃圾,{at},{lon},{lat}",) * 2,
    "a number that is none": ("A  1,甲,暴露垃圾,{at},{lon},{lat}",),
    "a number of this program in lower case": ("20261126-7k4q2m9,甲,暴露垃圾,{at},{lon},{lat}",),
    "a number of a drill": ("演A1,甲,暴露垃圾,{at},{lon},{lat}",),
    "a long title": (",{at}" + "x" * 300 + ",暴露垃圾,{at},{lon},{lat}",),
    "an unknown class": (",甲,没有,{at},{lon},{lat}", ",乙,暴露拉圾,{at},{lon},{lat}"),
    "the future": (",甲,暴露垃圾,2026-11-27 08:00,{lon},{lat}",),
    "the past": (",甲,暴露垃圾,2011-11-27 08:00,{lon},{lat}",),
}


@pytest.mark.parametrize("rows", EVENTS.values(), ids=EVENTS)
def test_events_that_are_refused_are_said_before(
    rows: tuple[str, ...], package: CountyPackage, tmp_path: Path
) -> None:
    file = tmp_path / "f.csv"
    file.write_text(events(package, ",丙,暴露垃圾,{at},{lon},{lat}", *rows), encoding="utf-8")
    report = sent(package, file)
    assert report.refused.total or report.unusable.total
    for before in (dry(file).report, previewed(package, file).report):
        assert refusals(before) == refusals(report)
        assert (before.events, before.unusable.total) == (report.events, report.unusable.total)


FIGURES = {
    "more answered than offered": "统计日期,来电量,接通量\n2026-11-20,10,12\n",
    "the future": "统计日期,来电量,接通量\n2026-12-20,10,9\n",
    "no evidence": "指标,区划代码,季度,数值,依据\n人均收入,999901,2026年第3季度,1,\n",
    "no indicator": "指标,区划代码,季度,数值,依据\na/b,999901,2026年第3季度,1,统计局\n",
    "a name for a work number": f"网格编码,走访时间,工号\n{GRID},2026-11-21 09:30,王芳\n",
    "a phone number": f"网格编码,走访时间,工号\n{GRID},2026-11-21 09:30,13800000000\n",
    "corrected too often": "统计日期,来电量,接通量\n" + "".join(f"2026-11-20,{i},1\n" for i in range(1, 60)),
    "a visit twice": "网格编码,走访时间,工号\n" + f"{GRID},2026-11-21 09:30,W1\n" * 2,
}


@pytest.mark.parametrize("content", FIGURES.values(), ids=FIGURES)
def test_inputs_of_figures_that_are_refused_are_said_before(
    content: str, package: CountyPackage, tmp_path: Path
) -> None:
    file = tmp_path / "f.csv"
    file.write_text(content, encoding="utf-8")
    report = sent(package, file)
    for before in (dry(file).report, previewed(package, file).report):
        assert refusals(before) == refusals(report)
        assert before.figures == report.figures


READINGS = {
    "two values for a time": ("bin-1,fill,2026-11-26 08:00,10", "bin-1,fill,2026-11-26 08:00,11"),
    "in any order": (
        "bin-1,fill,2026-11-26 08:00,10", "bin-1,fill,2026-11-26 06:00,5", "bin-1,fill,2026-11-26 07:00,6",
        "bin-1,fill,2026-11-26 06:00,7", "bin-1,fill,2026-11-26 07:00,6",
    ),
    "by another name of the channel": ("bin-1,fill,2026-11-26 08:00,10", "bin-1,满溢率,2026-11-26 08:00,11"),
    "the same twice": ("bin-1,fill,2026-11-26 08:00,10",) * 2,
    "the future": ("bin-1,fill,2026-11-26 12:11,10",),
}  # fmt: skip


@pytest.mark.parametrize("rows", READINGS.values(), ids=READINGS)
def test_readings_that_are_refused_are_said_before(
    rows: tuple[str, ...], package: CountyPackage, tmp_path: Path
) -> None:
    file = tmp_path / "f.csv"
    file.write_text("\n".join(["sensor_id,channel,at,value", *rows, ""]), encoding="utf-8")
    report = sent(package, file)
    for before in (dry(file).report, previewed(package, file).report):
        assert refusals(before) == refusals(report)
        assert (before.readings, before.known) == (report.readings, report.known)


def test_a_sensor_that_the_county_does_not_have_is_said_by_the_preview(package: CountyPackage, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    rows = "bin-1,fill,2026-11-26 08:00,10\nbin-x,fill,2026-11-26 08:00,10\nbin-1,odd,2026-11-26 08:00,1\n"
    file.write_text("sensor_id,channel,at,value\n" + rows, encoding="utf-8")
    report = sent(package, file)
    assert report.refused.total == 2
    assert refusals(previewed(package, file).report) == refusals(report)


@pytest.mark.parametrize(
    "content",
    [
        "指标,区划代码,季度,数值,依据\n典型经验推广,{code},2026年第3季度,1,统计局\n",
        "网格编码,走访时间,工号\n{code}001001,2026-11-21 09:30,W1\n",
    ],
)
def test_a_division_that_the_county_does_not_have_is_said_before(
    content: str, package: CountyPackage, tmp_path: Path
) -> None:
    file, names = tmp_path / "f.csv", place_names(package)
    file.write_text(content.format(code="999999"), encoding="utf-8")
    report, before = sent(package, file), dry(file, places=lambda: names).report
    assert report.refused.total == 1
    assert refusals(before) == refusals(report)


def test_a_dry_run_says_whose_names_and_codes_of_divisions_it_knew(package: CountyPackage, tmp_path: Path) -> None:
    file, names = tmp_path / "f.csv", place_names(package)
    rows = "".join(f"典型经验推广,{code},2026年第3季度,1,统计局\n" for code in ("999901", GRID, GRID[:12]))
    file.write_text("指标,区划代码,季度,数值,依据\n" + rows, encoding="utf-8")
    only = "sensors, places and a county's own subclasses are known only to its backend"
    known = dry(file, places=lambda: names)
    assert known.report.figures == 3
    assert f"names and codes of divisions were checked with those of {names.county}; {only}" in str(known).splitlines()
    unknown = f"no county is known: names and codes of divisions were not checked; {only}"
    assert unknown in str(dry(file)).splitlines()


def test_at_a_speed_the_times_of_the_file_are_not_those_of_its_events(package: CountyPackage, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text(events(package, ",甲,暴露垃圾,2011-11-27 08:00,{lon},{lat}"), encoding="utf-8")
    assert dry(file).report.refused.total == 1
    assert dry(file, speed=3600.0).report.events == 1
    with pytest.raises(WrongArgument, match="speed 0 is not a number from"):
        dry(file, speed=0.0)


def test_a_dry_run_is_that_of_its_realm(package: CountyPackage, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text(events(package, "演A1,甲,暴露垃圾,{at},{lon},{lat}"), encoding="utf-8")
    assert dry(file).report.events == 0
    assert dry(file, realm=Realm("drill:a")).report.events == 1


@pytest.mark.parametrize(
    ("rows", "earlier"),
    [
        ([(1, 1.0), (2, 2.0), (2, 3.0)], [None, None, 2.0]), ([(2, 2.0), (1, 1.0), (1, 3.0)], [None, None, 1.0]),
        ([(3, 3.0), (1, 1.0), (5, 5.0), (1, 2.0), (3, 4.0)], [None, None, None, 1.0, 3.0]),
    ],
)  # fmt: skip
def test_the_first_value_of_a_time_is_found_in_any_order(
    rows: list[tuple[int, float]], earlier: list[float | None]
) -> None:
    first = FirstReadings()
    assert [first.earlier("s", "c", at_ms, value) for at_ms, value in rows] == earlier
