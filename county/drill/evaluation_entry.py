"""What every command and record about one entry of a drill's evaluation states."""

from __future__ import annotations

from county.procedure import CaseCommand, CaseRecord


class EvaluationCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one entry of the evaluation."""

    note_id: str
    drill: str


class EvaluationRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact of the evaluation."""

    note_id: str
    drill: str
