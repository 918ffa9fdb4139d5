"""Follows the journal of a drill through the scoring, from its first record on."""

from __future__ import annotations

from typing import Any

from county import records as r
from county.drill.drill_county import sensor_of
from county.drill.evaluation import ExpectationRated, ScoreOverruled
from county.drill.inject_run import (
    InjectAcknowledged,
    InjectDelivered,
    InjectPlayed,
    InjectSkipped,
)
from county.drill.run import BaselineTaken, DrillAborted, DrillEnded
from county.drill.scenario import Scenario
from county.drill.score import Score
from county.drill.scoring import CountyInputs, DrillFact, Endex, InjectDone, Overruled, Rated, Scoring
from county.records import Record
from services.drill.package_county import PackageForDrills

_FACTS = (
    InjectDelivered, InjectSkipped, InjectAcknowledged, InjectPlayed, ExpectationRated, ScoreOverruled, DrillEnded,
    DrillAborted,
)  # fmt: skip


class ScoreKeeper:
    """The scores of a running drill."""

    def __init__(self, scenario: Scenario, county: PackageForDrills) -> None:
        sensors = {}
        for inject in scenario.injects:
            sensor = None if inject.reading is None else sensor_of(inject.reading.sensor, county)
            if sensor is not None:
                sensors[inject.id] = sensor.id
        inputs = CountyInputs(
            unit_kinds={unit.id: unit.kind for unit in county.resources.values()},
            departments=county.department_of, population=county.population, sensors=sensors,
        )  # fmt: skip
        self.scoring = Scoring(scenario, inputs)
        self.alarmed: set[str] = set()
        """Sensors that raised an alarm in the drill, or before it."""
        self.background_seq = 0
        """The last record of what the drill began with; 0: with nothing."""

    def take(self, record: Record[Any]) -> None:
        """The next record of the journal.  What the drill began with is nobody's work in it and scores nothing; what is
        done about it later counts like anything else."""
        if isinstance(record.body, BaselineTaken):
            self.background_seq = record.seq + record.body.baseline.records
        fact = fact_of(record)
        if fact is not None:
            self.scoring.take(fact)
        if record.seq > self.background_seq:
            self.scoring.take(record)
        if isinstance(record.body, r.AlarmRaised):
            self.alarmed.add(record.body.sensor_id)

    def scores(self, now_ms: int) -> tuple[Score, ...]:
        return self.scoring.scores(now_ms)


def fact_of(record: Record[Any]) -> DrillFact | None:
    """What the scoring is told of a record of the drill itself."""
    body, seq, at_ms = record.body, record.seq, record.recorded_ms
    if not isinstance(body, _FACTS):
        return None
    match body:
        case InjectDelivered(inject_id=inject, sensor_id=sensor):
            return InjectDone(seq=seq, at_ms=at_ms, inject=inject, stage="delivered", sensor=sensor)
        case InjectSkipped(inject_id=inject):
            return InjectDone(seq=seq, at_ms=at_ms, inject=inject, stage="skipped")
        case InjectAcknowledged(inject_id=inject) | InjectPlayed(inject_id=inject):
            return InjectDone(seq=seq, at_ms=at_ms, inject=inject, stage="acknowledged")
        case ExpectationRated(expectation=expectation, share=share):
            return Rated(seq=seq, expectation=expectation, share=share)
        case ScoreOverruled(expectation=expectation, status=status, share=share, note=reason):
            return Overruled(seq=seq, expectation=expectation, status=status, share=share, by=record.who, reason=reason)
    return Endex(seq=seq, at_ms=at_ms, aborted=isinstance(body, DrillAborted))
