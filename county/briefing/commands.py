"""Commands and records of briefings."""

from __future__ import annotations

from county.attachments import Attachment
from county.briefing.briefing import BriefText, ChosenFigure, FindingAnswer
from county.briefing.kinds import BriefingKind, Classification
from county.procedure import CaseCommand, CaseRecord


class BriefingCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one briefing."""

    briefing_id: str


class DraftBriefing(BriefingCommand, frozen=True, kw_only=True):
    """Begin one; its text counts the records up to the one that results."""

    kind: BriefingKind
    event_ids: tuple[str, ...] = ()
    period: str = ""
    title: str = ""
    classification: Classification = "internal"
    recipients: tuple[str, ...] = ()
    supersedes: str = ""


class EditBriefing(BriefingCommand, frozen=True, kw_only=True):
    """What is given replaces what was there; None leaves it.  A checked one is a draft again.  ``note`` gives the
    reason where the classification is lowered."""

    texts: tuple[BriefText, ...] = ()
    title: str | None = None
    classification: Classification | None = None
    recipients: tuple[str, ...] | None = None


class UpdateBriefing(BriefingCommand, frozen=True, kw_only=True):
    """Let it count all records until now."""


class AddBriefingFigure(BriefingCommand, frozen=True, kw_only=True):
    """写入专报."""

    figure: ChosenFigure


class RemoveBriefingFigure(BriefingCommand, frozen=True, kw_only=True):
    figure: ChosenFigure


class CheckBriefing(BriefingCommand, frozen=True, kw_only=True):
    """It was checked: the linter found nothing that blocks, and each of its questions has an answer."""

    answers: tuple[FindingAnswer, ...] = ()
    blocking: int = 0
    """Findings that block; such a briefing cannot be checked."""
    steps: int | None = None
    """How many steps the briefing had when it was read; with others it is refused.  None: whatever it is now."""


class SignBriefing(BriefingCommand, frozen=True, kw_only=True):
    """``note`` gives the reason where the data are older than AS_OF_MAX_MS."""

    year: int
    number: int
    """The next one of the year, which the document carries."""
    document: str
    stated: str
    figure_count: int
    attachments: tuple[Attachment, ...] = ()


class SendBriefing(BriefingCommand, frozen=True, kw_only=True):
    """It was sent to its recipients."""


class WithdrawBriefing(BriefingCommand, frozen=True, kw_only=True):
    """It will not be signed; ``note`` gives the reason."""


class BriefingRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one briefing."""

    briefing_id: str


class BriefingDrafted(BriefingRecord, frozen=True, kw_only=True):
    kind: BriefingKind
    event_ids: tuple[str, ...]
    period: str
    title: str
    classification: Classification
    recipients: tuple[str, ...]
    supersedes: str
    part: int
    follows: str


class BriefingEdited(BriefingRecord, frozen=True, kw_only=True):
    texts: tuple[BriefText, ...]
    """Those that changed."""
    title: str
    classification: Classification
    recipients: tuple[str, ...]


class BriefingUpdated(BriefingRecord, frozen=True, kw_only=True):
    pass


class BriefingFigureAdded(BriefingRecord, frozen=True, kw_only=True):
    figure: ChosenFigure


class BriefingFigureRemoved(BriefingRecord, frozen=True, kw_only=True):
    figure: ChosenFigure


class BriefingChecked(BriefingRecord, frozen=True, kw_only=True):
    answers: tuple[FindingAnswer, ...]


class BriefingSigned(BriefingRecord, frozen=True, kw_only=True):
    year: int
    number: int
    document: str
    stated: str
    figure_count: int
    as_of_seq: int
    attachments: tuple[Attachment, ...]


class BriefingSent(BriefingRecord, frozen=True, kw_only=True):
    recipients: tuple[str, ...]


class BriefingWithdrawn(BriefingRecord, frozen=True, kw_only=True):
    pass
