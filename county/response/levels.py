"""响应级别: the response that is in force for one kind of emergency in an area.

Never an event level (:data:`county.commands.EventLevel`, by damage) and never a warning level (by colour): it says what
the county does, from Ⅳ to Ⅰ, until a record ends it.
"""

from __future__ import annotations

from county.aggregate import Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Name
from county.commands import Emergency as Emergency
from county.commands import ResponseLevel as ResponseLevel
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.refusals import Refused
from county.within import check_division

RESPONSE_LEVELS: dict[ResponseLevel, Name] = {
    "I": Name("Ⅰ级响应", "Response level I"),
    "II": Name("Ⅱ级响应", "Response level II"),
    "III": Name("Ⅲ级响应", "Response level III"),
    "IV": Name("Ⅳ级响应", "Response level IV"),
}
"""The highest first."""
EMERGENCIES: dict[Emergency, Name] = {
    "natural": Name("自然灾害", "Natural disaster"),
    "accident": Name("事故灾难", "Accident"),
    "health": Name("公共卫生", "Public health"),
    "social": Name("社会安全", "Public security"),
}
RETENTION_DAYS = 14
DECIDERS = PERSONS | {Role.LEADER}


class ResponseCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one response."""

    response_id: str


class SetResponseLevel(ResponseCommand, frozen=True, kw_only=True):
    """Start a response; ``note``: by which plan and decision."""

    emergency: Emergency
    level: ResponseLevel
    area: str
    """Code of a division."""


class AdjustResponseLevel(ResponseCommand, frozen=True, kw_only=True):
    """Raise or lower the level of a response; ``note``: why."""

    level: ResponseLevel


class EndResponse(ResponseCommand, frozen=True, kw_only=True):
    """``note``: by which decision."""


class ResponseRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one response."""

    response_id: str


class ResponseLevelSet(ResponseRecord, frozen=True, kw_only=True):
    emergency: Emergency
    level: ResponseLevel
    area: str


class ResponseLevelAdjusted(ResponseRecord, frozen=True, kw_only=True):
    level: ResponseLevel


class ResponseEnded(ResponseRecord, frozen=True, kw_only=True):
    pass


class Response(Case, frozen=True, kw_only=True, gc=False):
    """A response; its steps hold the reasons."""

    emergency: Emergency = "natural"
    level: ResponseLevel = "IV"
    area: str = ""

    @property
    def in_force(self) -> bool:
        return self.state == "in_force"

    @property
    def level_since_ms(self) -> int:
        """When the present level was set."""
        set_by = (ResponseLevelSet.__name__, ResponseLevelAdjusted.__name__)
        return next(step.happened_ms for step in reversed(self.steps) if step.kind in set_by)


def _can_be_set(response: Response | None, command: SetResponseLevel, decision: Decision) -> None:
    check_division(decision, command.area)
    for other in decision.desk.states_of("response"):
        if other.in_force and (other.emergency, other.area) == (command.emergency, command.area):
            raise Refused("response_in_force", level=other.level)


def _can_be_adjusted(response: Response, command: AdjustResponseLevel, decision: Decision) -> None:
    check_division(decision, response.area)
    if command.level == response.level:
        raise Refused("response_same_level", level=response.level)


def _can_be_ended(response: Response, command: EndResponse, decision: Decision) -> None:
    check_division(decision, response.area)


RESPONSES = Procedure(
    key="response",
    state=Response,
    command=ResponseCommand,
    record=ResponseRecord,
    subject="response_id",
    states=("in_force", "ended"),
    rules=(
        Transition(
            SetResponseLevel, (), "in_force", ResponseLevelSet, note_required=True, guard="can be set", may=DECIDERS
        ),
        Transition(
            AdjustResponseLevel, ("in_force",), None, ResponseLevelAdjusted, note_required=True,
            guard="can be adjusted", may=DECIDERS, at_most=50,
        ),
        Transition(
            EndResponse, ("in_force",), "ended", ResponseEnded, note_required=True, guard="can be ended", may=DECIDERS
        ),
    ),
    ends=frozenset({"ended"}),
    guards={"can be set": _can_be_set, "can be adjusted": _can_be_adjusted, "can be ended": _can_be_ended},
    retention_days=RETENTION_DAYS,
    names={
        SetResponseLevel: Name("启动应急响应", "Start a response"),
        AdjustResponseLevel: Name("调整响应级别", "Change the level"),
        EndResponse: Name("终止应急响应", "End the response"),
    },
    columns=(StateColumn("emergency", "O", "never"), StateColumn("level", "O"), StateColumn("area", "O", "never")),
).aggregate()
