"""Facts of documents, derived again from the records of a journal: of further reports, whose earlier ones are known,
and of texts that people wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from msgspec.structs import replace

from county import commands as c
from county.attachments import Attachment
from county.authority import Principal, Role
from county.briefing import commands as b
from county.briefing.briefing import Briefing, BriefText
from county.briefing.linked import changed_after, desk_tells_all, linked_to, moved_text
from county.events.event import TimelineEntry
from county.names import Name
from county.response.evacuations import Arrival, CorrectEvacuees, RegisterEvacuees, SignOutEvacuees
from county.response.plans import AdjustPlanLevel, StartPlan
from services.analysis.events.cases_about import EverKnown, LinkedAnswers, NotThere
from services.brief.assembly import chain_of, document_of
from services.brief.document import BriefDocument, BriefFact, Paragraph
from services.brief.docx_file import docx_bytes
from services.brief.frame import signature_of
from services.brief.journal_facts import JournalFacts
from services.brief.stated import Stated
from services.protocol.analysis_messages import LinkedRequest
from services.store.upcast import RecordReader
from tests.timelines import timeline_of
from tests.unit.gbt_briefing import CATALOG, COUNTY, PlainNames
from tests.unit.running_desk import NOON_MS, RunningDesk, report

LEADER = Principal(id="leader-1", roles=frozenset({Role.LEADER}))
FILE = Attachment(sha256="a" * 64, name="b.docx", size=9, media_type="application/zip")
HOUR_MS = 3_600_000
VILLAGE = "990123100201"


@pytest.fixture
def desk() -> RunningDesk:
    running = RunningDesk(stored_start=lambda file: b"PK")
    running.give(report())
    return running


def issue(desk: RunningDesk, id: str, kind: Any, number: int, at_ms: int, **texts: str) -> Briefing:
    """A signed report."""
    desk.give(
        b.DraftBriefing(briefing_id=id, kind=kind, event_ids=("E1",), recipients=("县委办公室",)), at_ms=at_ms
    )
    written = tuple(BriefText(place=place, wording=text) for place, text in texts.items())
    desk.give(b.EditBriefing(briefing_id=id, texts=written), at_ms=at_ms)
    desk.give(b.CheckBriefing(briefing_id=id), at_ms=at_ms)
    sign = b.SignBriefing(
        briefing_id=id, year=2026, number=number, document=FILE.sha256, stated="b" * 64, figure_count=1,
        attachments=(FILE,),
    )  # fmt: skip
    desk.give(sign, by=LEADER, at_ms=at_ms)
    found: Briefing = desk.desk.find("briefing", id)
    return found


def facts_of(desk: RunningDesk, left: Mapping[str, list[str]] = MappingProxyType({})) -> JournalFacts:
    """``left``: ids of what has left the desk, by aggregate."""
    return JournalFacts(
        desk.store, RecordReader(), COUNTY,
        lambda key, after=0: [*desk.desk.fold.states[key], *left.get(key, ())][after:],
    )


def stated_of(document: BriefDocument, briefing: Briefing) -> Stated:
    return Stated(
        kind=document.kind, county="示范县", briefing=briefing.id, as_of_seq=document.as_of_seq,
        as_of_ms=document.as_of_ms, head_hash="", catalog="", numbers={}, names=dict(document.names),
    )  # fmt: skip


def told(document: BriefDocument) -> Iterator[BriefFact]:
    return (piece for piece in document.pieces if isinstance(piece, BriefFact))


def test_every_fact_of_a_further_report_is_derived_again_long_afterwards(desk: RunningDesk) -> None:
    first = issue(desk, "B1", "first", 1, NOON_MS, losses="无人员伤亡")
    desk.give(c.FileEvent(event_id="E1"), at_ms=NOON_MS + HOUR_MS)
    further = issue(desk, "B2", "further", 2, NOON_MS + 2 * HOUR_MS, losses="2人轻伤")
    desk.give(c.CorrectEvent(event_id="E1", level="major", note="x"), at_ms=NOON_MS + 3 * HOUR_MS)
    known = {"B1": first, "B2": further}
    facts = facts_of(desk)
    for one in (first, further):
        document = document_of(chain_of(one, known), COUNTY, (), desk.desk.find("event", "E1"), signature_of(one))
        elements = {fact.element: facts.fact(stated_of(document, one), fact) for fact in told(document)}
        assert elements == {fact.element: fact.text for fact in told(document)}
        assert document.issue == one.issue_no
    assert set(elements) == {"losses", "measures"}


def test_a_report_that_is_in_no_journal_follows_the_last_signed_one(desk: RunningDesk) -> None:
    issue(desk, "B1", "first", 1, NOON_MS, losses="无人员伤亡")
    facts, head = facts_of(desk), desk.store.head
    made = facts.report("E1", "further", head.seq, head.recorded_ms)
    assert (made.follows, made.part) == ("B1", 1)
    assert facts.report("E1", "first", 1, NOON_MS).follows == ""


def test_texts_of_a_special_report_are_those_of_its_records(desk: RunningDesk) -> None:
    desk.give(b.DraftBriefing(briefing_id="S1", kind="special", title="专报"))
    texts = (BriefText(place="body", wording="第一段。\n\n第二段 3 件。"),)
    desk.give(b.EditBriefing(briefing_id="S1", texts=texts))
    special: Briefing = desk.desk.find("briefing", "S1")
    document = document_of((special,), COUNTY, (), None, None)
    facts, stated = facts_of(desk), stated_of(document, special)
    assert [fact.text for fact in told(document)] == ["第一段。", "第二段 3 件。"]
    assert all(facts.fact(stated, fact) == fact.text for fact in told(document))
    unknown = BriefFact(event_id="", element="body.9", text="x", origin="person")
    assert facts.fact(stated, unknown) == ""
    assert docx_bytes(document, CATALOG).figures == 2


def test_the_parts_of_a_special_report_are_numbered_without_gaps(desk: RunningDesk) -> None:
    def headings(*places: str) -> list[str]:
        texts = tuple(BriefText(place=place, wording="一段。") for place in places)
        special = Briefing(id="S1", state="draft", steps=(), kind="special", title="专报", texts=texts)
        blocks = document_of((special,), COUNTY, (), None, None).blocks
        return [str(one.pieces[0]) for one in blocks if isinstance(one, Paragraph) and one.style == "heading"]

    assert headings("summary", "body", "proposals") == ["一、基本情况", "二、意见建议"]
    assert headings("proposals") == ["一、意见建议"]


def test_a_briefing_that_no_record_tells_of_is_none(desk: RunningDesk) -> None:
    assert facts_of(desk).briefing("B9") is None
    assert facts_of(desk).event("E9") is None


def test_plans_and_evacuees_of_the_event_are_told_as_they_were_then(desk: RunningDesk) -> None:
    plan = next(iter(CATALOG.offered_response_plans()))
    name = CATALOG.response_plans[plan].name.zh
    desk.give(StartPlan(plan_id="P1", plan=plan, level="IV", about="E1", note="县领导令"), at_ms=NOON_MS + HOUR_MS)
    begun = issue(desk, "B1", "first", 1, NOON_MS + 2 * HOUR_MS)
    desk.give(AdjustPlanLevel(plan_id="P1", level="III", note="雨势加大"), at_ms=NOON_MS + 3 * HOUR_MS)
    further = issue(desk, "B2", "further", 2, NOON_MS + 4 * HOUR_MS)
    facts, event = facts_of(desk), desk.desk.find("event", "E1")
    measures = {}
    for one in (begun, further):
        linked = facts.linked("E1", one.as_of_ms)
        chain = chain_of(one, {"B1": begun, "B2": further})
        document = document_of(chain, COUNTY, (), event, signature_of(one), linked)
        [measures[one.id]] = [fact for fact in told(document) if fact.element == "measures"]
        assert facts.fact(stated_of(document, one), measures[one.id]) == measures[one.id].text
    assert measures["B1"].text == f"2026年11月22日13时00分启动《{name}》Ⅳ级响应。"
    assert measures["B2"].text == f"2026年11月22日15时00分《{name}》调整为Ⅲ级响应。"


def test_people_who_went_home_long_ago_are_told_by_the_report_that_ends_a_long_incident(desk: RunningDesk) -> None:
    """The desk forgets an arrival 14 days after its people left, the event only after its end."""
    arrive = RegisterEvacuees(arrival_id="A1", village=VILLAGE, shelter="hospital-1", people=120, about="E1")
    desk.give(arrive, at_ms=NOON_MS + HOUR_MS)
    desk.give(SignOutEvacuees(arrival_id="A1"), at_ms=NOON_MS + 24 * HOUR_MS)
    first = issue(desk, "B1", "first", 1, NOON_MS + 25 * HOUR_MS)
    late_ms = NOON_MS + 20 * 24 * HOUR_MS
    final = issue(desk, "B2", "final", 2, late_ms)
    event, left = desk.desk.find("event", "E1"), desk.desk.fold.states["evacuation"]
    assert not left
    on_desk = linked_to("E1", (), left.values())
    assert desk_tells_all(event, on_desk, first.as_of_ms, NOON_MS + 13 * 24 * HOUR_MS)
    assert not desk_tells_all(event, on_desk, final.as_of_ms, late_ms)
    facts = facts_of(desk, {"evacuation": ["A1"]})
    for one, chain in ((first, (first,)), (final, (first, final))):
        document = document_of(chain, COUNTY, (), event, signature_of(one), facts.linked("E1", one.as_of_ms))
        [extent] = [fact for fact in told(document) if fact.element == "extent"]
        assert extent.text.startswith("累计转移安置 120 人")
        assert facts.fact(stated_of(document, one), extent) == extent.text


def test_an_answer_of_the_analysis_tells_the_same_cases(desk: RunningDesk, tmp_path: Path) -> None:
    [record] = desk.give(
        RegisterEvacuees(arrival_id="A1", village=VILLAGE, shelter="hospital-1", people=120, about="E1"),
        at_ms=NOON_MS + HOUR_MS,
    )  # fmt: skip
    desk.give(CorrectEvacuees(arrival_id="A1", people=20, note="多写一个0"), at_ms=NOON_MS + 2 * HOUR_MS)
    with closing(timeline_of(desk.store, tmp_path / "timeline")) as timeline:
        answers = LinkedAnswers(timeline, desk.store, RecordReader())
        people = {
            seq: [one.people for one in answers.answer(asked).arrivals]
            for seq in (1, record.seq, record.seq + 1)
            for asked in [LinkedRequest(request="q", event_id="E1", as_of_seq=seq)]
        }
        assert people == {1: [], record.seq: [120], record.seq + 1: [20]}
        assert answers.answer(LinkedRequest(request="q", event_id="E2", as_of_seq=record.seq)).arrivals == []
        with pytest.raises(NotThere, match="is not in the timeline"):
            answers.answer(LinkedRequest(request="q", event_id="E1", as_of_seq=record.seq + 2))


def test_a_report_is_derived_in_the_names_that_it_was_made_with(desk: RunningDesk) -> None:
    class Renamed(PlainNames):
        def name_of(self, grain: Any, group: str) -> Name:
            return Name("东岭镇 · 石桥社区", "") if grain == "village" else super().name_of(grain, group)

    first = issue(desk, "B1", "first", 1, NOON_MS + HOUR_MS)
    document = document_of((first,), COUNTY, (), desk.desk.find("event", "E1"), signature_of(first))
    [place] = [fact for fact in told(document) if fact.element == "place"]
    only_b1: EverKnown = lambda key, after=0: ["B1"][after:]  # noqa: E731
    today = JournalFacts(desk.store, RecordReader(), COUNTY._replace(names=Renamed()), only_b1)
    stated = stated_of(document, first)
    assert today.fact(stated, place) == place.text
    assert today.renamed(stated) == ["东岭镇 · 石桥村 (now 东岭镇 · 石桥社区)"]
    unnamed = replace(stated, names={})  # of an older program
    assert "石桥社区" in today.fact(unnamed, place)


def test_states_that_were_replaced_since_do_not_tell_what_was_known(desk: RunningDesk) -> None:
    plan = next(iter(CATALOG.offered_response_plans()))
    desk.give(StartPlan(plan_id="P1", plan=plan, level="IV", about="E1", note="令"), at_ms=NOON_MS)
    desk.give(AdjustPlanLevel(plan_id="P1", level="III", note="x"), at_ms=NOON_MS + HOUR_MS)
    linked = linked_to("E1", desk.desk.fold.states["plan"].values(), ())
    assert changed_after(linked, NOON_MS)
    assert not changed_after(linked, NOON_MS + HOUR_MS)
    assert linked_to("E2", desk.desk.fold.states["plan"].values(), ()).plans == ()


def test_people_who_were_taken_to_safety_are_counted_up_to_the_time_of_the_report() -> None:
    def arrived(id: str, hours: int, people: int) -> Arrival:
        at_ms = NOON_MS + hours * HOUR_MS
        step = TimelineEntry("EvacueesArrived", at_ms, at_ms, "seat", "")
        return Arrival(
            id=id, state="sheltered", steps=(step,), village="V1", shelter="S", people=people, about="E1"
        )

    linked = linked_to("E1", (), (arrived("A2", 2, 1_200), arrived("A1", 1, 30)))
    assert moved_text(linked, NOON_MS, lambda code: "石桥村") == ""
    assert moved_text(linked, NOON_MS + HOUR_MS, lambda code: "石桥村") == "累计转移安置 30 人（石桥村）"
    assert moved_text(linked, NOON_MS + 2 * HOUR_MS, lambda code: "") == "累计转移安置 1,230 人"
