"""A drill that was played in memory from its scenario to its evaluation, and its folder on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from county.commands import DispatchEvent, FileEvent
from county.drill.evaluation import OverruleScore, ProposeImprovement, RateExpectation, WriteEvaluatorNote
from county.drill.inject_run import (
    AcknowledgeInject,
    DelayInject,
    ImproviseInject,
    ReleaseInject,
    SkipInject,
    content_of,
)
from county.drill.run import BeginHotWash, EndDrill, EvaluateDrill
from county.drill.scenario import Inject, ScenarioNotice
from county.drill.self_assessment import HandInSelfAssessment, OwnVerdict, ReviseSelfAssessment, assessment_id
from county.package.open import CountyPackage
from county.realm import Realm
from county.realm_clock import SetClockRate
from services.store.blobs import FOLDER, blob_path
from tests.drill_scenario import TEXT
from tests.recorded_journals import write_journal
from tests.unit.drill_day import DRILL, MINUTE, DrillDay

STATED = TEXT.replace(
    'duration = "PT3H"\n',
    """duration = "PT3H"
summary = "夜间短时强降雨"
organiser = "县应急管理局"
place = "西南村"
method = "现场观察与系统记录"
""",
)
"""With all that a report asks for."""


SELF_ASSESSED: dict[str, Any] = {
    "note_id": assessment_id("wang"), "drill": DRILL.id, "grade": "良", "went_well": "接报后立即核实",
    "went_badly": "镇级没有叫应", "verdicts": (OwnVerdict(objective="OBJ1", met=False, reason="派遣晚了"),),
}  # fmt: skip
"""What wang states of itself."""


def give(day: DrillDay, person: str, *bodies: object) -> None:
    for body in bodies:
        assert day.give(person, body) == "", body  # type: ignore[arg-type]


def played(package: CountyPackage, text: str = STATED) -> DrillDay:
    """An event is reported, filed and dispatched late; one inject is improvised and played, one skipped."""
    day = DrillDay(package, text)
    day.start()
    drill = DRILL.id
    call = Inject(id="X1", kind="notice", to=("duty",), release="manual", approval="approved",
                  notice=ScenarioNotice(text="记者来电"))  # fmt: skip
    give(day, "zhou", SetClockRate(rate=60), DelayInject(drill=drill, inject_id="I02", by_ms=MINUTE))
    give(day, "zhou", ImproviseInject(drill=drill, inject_id="X1", content=content_of(call)))
    day.pass_to(6 * MINUTE)
    give(day, "zhou", ReleaseInject(drill=drill, inject_id="X1"))
    day.realm.turn(5)
    give(day, "wang", AcknowledgeInject(drill=drill, inject_id="X1"))
    day.pass_to(19 * MINUTE)
    [event] = [event for event in day.realm.desk.events.values() if event.title == "溪水漫桥"]
    give(day, "wang", FileEvent(event_id=event.id))
    day.pass_to(24 * MINUTE)
    give(day, "wang", DispatchEvent(event_id=event.id, unit="truck-1"))
    give(day, "zhou", SkipInject(drill=drill, inject_id="I03", note="时间不够"), SetClockRate(rate=0))
    give(day, "li", WriteEvaluatorNote(note_id="n1", drill=drill, note="值班员复诵清楚", objective="OBJ1", rating="P"))
    give(day, "li", WriteEvaluatorNote(note_id="n2", drill=drill, note="派遣犹豫", objective="OBJ1", rating="M"))
    give(day, "zhou", EndDrill(drill=drill))
    give(day, "li", OverruleScore(note_id="n3", drill=drill, expectation="E02", status="late", share=0.5,
                                  note="电话叫应了水利局"))  # fmt: skip
    give(day, "li", RateExpectation(note_id="n4", drill=drill, expectation="E06", share=1.0))
    give(day, "li", ProposeImprovement(note_id="n5", drill=drill, note="补齐镇级叫应名单", owner="李明",
                                       department="water_resources", until_ms=1_787_000_000_000, objective="OBJ1",
                                       proof=(4,)))  # fmt: skip
    give(day, "zhou", BeginHotWash(drill=drill))
    give(day, "wang", HandInSelfAssessment(**SELF_ASSESSED, suggestions="增配一部电台"))
    give(day, "wang", ReviseSelfAssessment(**SELF_ASSESSED, suggestions="增配两部电台"))
    give(day, "li", EvaluateDrill(drill=drill, grade="中", note="转移及时，叫应不到位"))
    day.realm.turn(5)
    return day


def stored(day: DrillDay, data: Path, package: CountyPackage, realm: Realm = DRILL) -> Path:
    """The drill's journal and scenario in the data folder ``data``; returns the realm's folder."""
    folder = write_journal(data, package, day.realm.records(), realm=realm)
    [loaded] = day.realm.desk.states_of("scenario")
    for file in loaded.attachments:
        content = day.realm.blobs.get(file.sha256, 0, file.size)
        path = blob_path(folder / FOLDER, file.sha256)
        path.parent.mkdir(parents=True)
        path.write_bytes(content or b"")
    return folder
