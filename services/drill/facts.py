"""What conditions of injects read of the running drill: its own states, the scores, and the desk."""

from __future__ import annotations

from county.alarms import AlarmState
from county.commands import ResponseLevel
from county.drill.conditions import InjectStage, SensorChoice, Variable
from county.drill.drill_county import sensor_of
from county.drill.inject_run import InjectRun
from county.drill.scenario import Scenario
from county.response.plan_table import LEVELS
from services.desk import Desk
from services.drill.package_county import PackageForDrills
from services.drill.scores import ScoreKeeper


class RunFacts:
    """Implements :class:`county.drill.conditions.DrillFacts` at ``now_ms``."""

    def __init__(
        self, desk: Desk, scenario: Scenario, county: PackageForDrills, keeper: ScoreKeeper, zero_ms: int
    ) -> None:
        self._desk = desk
        self._county = county
        self._keeper = keeper
        self._variables = scenario.variables
        self._phases = {phase.id: zero_ms + phase.at for phase in scenario.phases}
        self._sensors: dict[str | SensorChoice, str] = {}
        self.now_ms = zero_ms

    def stage(self, inject: str) -> InjectStage:
        known: InjectRun | None = self._desk.find("inject", inject)
        return "waiting" if known is None else known.stage

    def delivered_ms(self, inject: str) -> int | None:
        known: InjectRun | None = self._desk.find("inject", inject)
        return None if known is None else known.delivered_ms

    def status(self, expectation: str) -> str:
        return self._keeper.scoring.score(expectation, self.now_ms).status

    def event_state(self, inject: str) -> str:
        event = self._desk.events.get(self._keeper.scoring.event_of(inject))
        return "" if event is None else str(event.state)

    def alarm_state(self, sensor: str | SensorChoice) -> str:
        if sensor not in self._sensors:
            found = sensor_of(sensor, self._county)
            self._sensors[sensor] = "" if found is None else found.id
        sensor_id = self._sensors[sensor]
        alarms = [alarm for alarm in self._desk.alarms.values() if alarm.sensor_id == sensor_id]
        if alarms:
            return str(max(alarms, key=lambda alarm: alarm.raised_ms).state)
        return str(AlarmState.NORMAL) if sensor_id in self._keeper.alarmed else ""

    def response_level(self) -> ResponseLevel | None:
        """The highest in force: a plan is started at the level of its response (启动…Ⅲ级响应)."""
        in_force = [response.level for response in self._desk.states_of("response") if response.in_force]
        in_force += [plan.level for plan in self._desk.states_of("plan") if plan.active]
        return max(in_force, key=LEVELS.index, default=None)

    def has_begun(self, phase: str) -> bool:
        return phase in self._phases and self._phases[phase] <= self.now_ms

    def variable(self, name: str) -> Variable | None:
        return self._variables.get(name)

    def begins_ms(self, phase: str) -> int | None:
        """When a phase begins."""
        return self._phases.get(phase)
