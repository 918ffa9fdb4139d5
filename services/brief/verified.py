"""What the verification of a briefing found, in lines: what is wrong, and what could not be checked."""

from __future__ import annotations

from typing import NamedTuple

from county.briefing.elements import WORDING
from services.brief.definitions import DIGITS
from services.brief.document import BriefFact
from services.brief.stated import WITH_NAMES, WITH_TEXTS, Stated

SHOWN = 40
"""Characters of a text that is named."""
RENAMED_SHOWN = 5
"""Names that are others today, of those that are named in one line."""


def _excerpts(written: str, true: str) -> tuple[str, str]:
    """Of two texts in one line each, what is around their first difference."""
    one, other = (" ".join(text.split()) for text in (written, true))
    shorter = min(len(one), len(other))
    first = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    start = max(0, first - SHOWN // 4) if max(len(one), len(other)) > SHOWN else 0
    end = start + SHOWN

    def part(text: str) -> str:
        return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"

    return part(one), part(other)


class WrongNumber(NamedTuple):
    """A number or fact that is not what the journal says."""

    place: str
    metric: str
    group: str
    written: str
    counted: str

    def __str__(self) -> str:
        where = f"{self.place} ({self.metric}{' ' + self.group if self.group else ''})"
        written, counted = _excerpts(self.written, self.counted)
        return f"{where}: written {written or 'nothing'}, the journal says {counted or 'nothing'}"


class WrongText(NamedTuple):
    """A text that is not what the document was made with."""

    place: str
    written: str
    made: str

    def __str__(self) -> str:
        written, made = _excerpts(self.written, self.made)
        return f"{self.place}: written {written or 'nothing'!r}, it was made with {made or 'nothing'!r}"


def is_derived(stated: Stated, fact: BriefFact) -> bool:
    """Whether a fact is derived from the journal again: those that another version of the program worded are compared
    with what the document was made with, which the signature names."""
    return not fact.event_id or stated.wording == WORDING


class VerifiedBriefing(NamedTuple):
    """The result for one file."""

    stated: Stated
    differences: list[WrongNumber]
    """From the journal."""
    texts: list[WrongText]
    """From what the document was made with."""
    redefined: list[str]
    """Chinese names of the metrics that the catalogue defines otherwise than when it was made."""
    unknown_definitions: bool
    """It was made with another catalogue, and does not say how that defined its metrics."""
    signature: str
    """Why it is not what was signed; "" where it is, and where it does not claim to be."""
    signed_as: str
    """Under which number it was signed by whom; "" where it is not signed."""
    renamed: list[str]
    """What it names otherwise than it is called today."""

    @property
    def derived(self) -> int:
        """How many numbers and facts were compared with the journal."""
        return len(self.stated.numbers) + sum(is_derived(self.stated, fact) for fact in self.stated.facts.values())

    @property
    def as_made(self) -> int:
        """How many facts were compared only with what the file carries."""
        return sum(not is_derived(self.stated, fact) for fact in self.stated.facts.values())

    @property
    def is_signed(self) -> bool:
        """Whether it is what was signed."""
        return bool(self.signed_as) and not self.signature

    @property
    def is_wrong(self) -> bool:
        """Whether something in it is not what the journal says."""
        return bool(self.differences or self.texts or self.redefined or self.signature)

    def lines(self) -> list[str]:
        """What is wrong, and what could not be checked, one line each."""
        lines = [*map(str, self.differences), *map(str, self.texts)]
        if self.signature:
            lines.append(self.signature)
        if self.redefined:
            lines.append(
                f"{len(self.redefined)} metrics were defined otherwise when it was made, and their numbers cannot be "
                f"compared: {'、'.join(self.redefined)}; verify it with the catalogue of that time"
            )
        return lines + self._unchecked()

    def summary(self) -> list[str]:
        """How much was compared with what, and whether it is signed, one line each."""
        at = f"the journal as of record {self.stated.as_of_seq}"
        if self.stated.head_hash:
            at += f", {self.stated.head_hash[:DIGITS]}"
        wrong, lines = len(self.differences), []
        if wrong:
            lines.append(f"{wrong} of {self.derived} numbers and facts differ from {at}")
        elif self.derived:
            lines.append(f"all {self.derived} numbers and facts are those of {at}")
        if self.as_made:
            only = "" if self.derived else "no number was compared with the journal; "
            lines.append(f"{only}{self.as_made} facts were compared only with what the file carries, not with {at}")
        if not self.derived and not self.as_made:
            lines.append("it has neither numbers nor facts: nothing was compared with the journal")
        if self.texts:
            lines.append(f"{len(self.texts)} texts or pictures are others than it was made with")
        return [*lines, f"signed: {self.signed_as}" if self.is_signed else "not signed"]

    def _unchecked(self) -> list[str]:
        """What it does not carry, or what another program told."""
        lines, version = [], self.stated.version
        proof = "its signature names them as they are" if self.is_signed else "it is not signed: nothing proves them"
        if self.as_made:
            lines.append(
                f"it was made by a program that words records otherwise: its {self.as_made} facts are not derived "
                f"again; {proof}"
            )
            if version < WITH_NAMES:
                lines.append(
                    f"it is of format {version}, which does not carry the names of units, places and plans: whether "
                    "they were others then cannot be checked"
                )
        if version < WITH_TEXTS:
            lines.append(
                f"it is of format {version}, which carries no texts: words beside its numbers cannot be checked"
            )
        if self.renamed:
            proof = "as it was signed" if self.is_signed else "only the file itself says so"
            shown = "、".join(self.renamed[:RENAMED_SHOWN])
            lines.append(f"{len(self.renamed)} names were others when it was made: {shown}; {proof}")
        if self.unknown_definitions:
            lines.append(
                f"it was made with another catalogue ({self.stated.catalog[:DIGITS]}): metrics may have been defined "
                "otherwise"
            )
        return lines
