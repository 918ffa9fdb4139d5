"""受训人员: who is to be trained, by the name of a key or of a post; records have no names of persons."""

from __future__ import annotations

from county.aggregate import Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Name
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.refusals import Refused
from county.texts import check_no_phone, check_post

TRAINERS = PERSONS | {Role.LEADER, Role.ADMIN}
LONGEST_POST = 40
PEOPLE_MAX = 5_000
RETENTION_DAYS = 400
"""After somebody has left: hours of the year before can still be told."""


class TraineeCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one person, known by a key or a post."""

    trainee: str


class EnrolTrainee(TraineeCommand, frozen=True, kw_only=True):
    """Somebody is to be trained from now on."""

    group: str
    """A group of the table ``training_targets``."""


class RegroupTrainee(TraineeCommand, frozen=True, kw_only=True):
    """Another target holds; the hours stay."""

    group: str


class ReleaseTrainee(TraineeCommand, frozen=True, kw_only=True):
    """The post is no longer to be trained; ``note`` says why."""


class TraineeRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one of them."""

    trainee: str


class TraineeEnrolled(TraineeRecord, frozen=True, kw_only=True):
    group: str


class TraineeRegrouped(TraineeRecord, frozen=True, kw_only=True):
    group: str


class TraineeReleased(TraineeRecord, frozen=True, kw_only=True):
    pass


class Trainee(Case, frozen=True, kw_only=True, gc=False):
    """Somebody who is to be trained."""

    group: str = ""

    @property
    def since_ms(self) -> int:
        """When it was enrolled."""
        return self.steps[0].happened_ms


def _enrolled(person: Trainee | None, command: EnrolTrainee, decision: Decision) -> None:
    _grouped(person, command, decision)
    check_post(command.trainee)
    if not command.trainee.strip() or len(command.trainee) > LONGEST_POST:
        raise Refused("trainee_invalid", limit=str(LONGEST_POST))
    if sum(1 for _ in decision.desk.states_of("trainee")) >= PEOPLE_MAX:
        raise Refused("trainees_too_many", limit=str(PEOPLE_MAX))


def _grouped(person: Trainee | None, command: EnrolTrainee | RegroupTrainee, decision: Decision) -> None:
    check_no_phone(command.note)
    if command.group not in decision.desk.catalog.training_targets.offered_groups():
        raise Refused("training_group_unknown", group=command.group)


def _released(person: Trainee, command: ReleaseTrainee, decision: Decision) -> None:
    check_no_phone(command.note)


TRAINEE_PROCEDURE = Procedure(
    key="trainee",
    state=Trainee,
    command=TraineeCommand,
    record=TraineeRecord,
    subject="trainee",
    states=("enrolled", "released"),
    rules=(
        Transition(EnrolTrainee, (), "enrolled", TraineeEnrolled, guard="enrolled", may=TRAINERS),
        Transition(RegroupTrainee, ("enrolled",), None, TraineeRegrouped, guard="grouped", may=TRAINERS, at_most=50),
        Transition(ReleaseTrainee, ("enrolled",), "released", TraineeReleased, note_required=True, guard="released",
                   may=TRAINERS),
    ),
    ends=frozenset({"released"}),
    guards={"enrolled": _enrolled, "grouped": _grouped, "released": _released},
    retention_days=RETENTION_DAYS,
    names={
        EnrolTrainee: Name("登记受训人员", "Enrol for training"),
        RegroupTrainee: Name("调整类别", "Change the group"),
        ReleaseTrainee: Name("移出", "Release"),
    },
    columns=(StateColumn("group", "O", "seldom"),),
)  # fmt: skip
TRAINEES = TRAINEE_PROCEDURE.aggregate()
