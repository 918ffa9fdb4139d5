"""One matter, one card: signals of one class at overlapping places are one matter, and a card follows it while it
lasts.

A level that has risen for good is found again every day, by some detectors for half a year.  Its card is updated when
there is more to say, and no other card is made, whatever became of the first one; a matter is over when it was not
found for :data:`OVER_DAYS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from county.division import contains
from county.durations import DAY_MS
from county.numbering import moment
from county.risk.warning_card import PLACES_MAX, RiskSignal, WarningCard
from services.analysis.risk.detectors import Found

OVER_DAYS = 28
"""As many as a scan without a past looks at: until then the beginning of a lasting rise is among what it finds."""
GROWN = 1.25
"""A count that is so many times what the card says is told."""
TOLD_DAYS = 7
"""A matter that lasts is told again after so many days, even where nothing has grown."""
OPEN = ("new", "assessed", "acted")


@dataclass
class RiskMatter:
    """Signals that belong together, of one class."""

    subject: str
    places: tuple[str, ...]
    signals: list[Found] = field(default_factory=list)

    @property
    def strongest(self) -> Found:
        return max(self.signals, key=lambda found: found.recurrence_days)

    @property
    def told(self) -> tuple[RiskSignal, ...]:
        """Of each detector the strongest signal."""
        best: dict[str, Found] = {}
        for found in sorted(self.signals, key=lambda found: -found.recurrence_days):
            best.setdefault(found.detector, found)
        return tuple(
            RiskSignal(
                detector=found.detector, days=found.days, observed=found.observed, expected=found.expected,
                chance=found.chance, recurrence_days=found.recurrence_days,
            )
            for found in best.values()
        )  # fmt: skip


def overlap(places: Sequence[str], others: Sequence[str]) -> bool:
    """Whether one of the places is, contains or lies in one of the others; () is the whole county."""
    if not (places and others):
        return True
    return any(contains(one, other) or contains(other, one) for one in places for other in others)


def narrowest(places: Iterable[str]) -> tuple[str, ...]:
    """The places without those that contain others of them."""
    every = sorted(set(places))
    return tuple(
        one for one in every if not any(other != one and contains(one, other) for other in every)
    )[:PLACES_MAX]  # fmt: skip


def matters(found: Iterable[Found]) -> list[RiskMatter]:
    """The matters of all signals, the rarest first.

    The smallest places come first: what is found for a town or the county belongs to the strongest matter within it,
    and never joins two that are apart.
    """
    known: list[RiskMatter] = []
    for signal in sorted(found, key=lambda one: (_width(one.places), -one.recurrence_days, one.detector)):
        fitting = [m for m in known if m.subject == signal.subject and overlap(m.places, signal.places)]
        if fitting:
            matter = max(fitting, key=lambda m: m.strongest.recurrence_days)
            matter.places = narrowest((*matter.places, *signal.places))
        else:
            matter = RiskMatter(signal.subject, narrowest(signal.places))
            known.append(matter)
        matter.signals.append(signal)
    return sorted(known, key=lambda m: -m.strongest.recurrence_days)


def _width(places: Sequence[str]) -> int:
    """0: villages, 1: towns, 2: the county."""
    return 2 if not places else int(any(place.endswith("000") for place in places))


def card_of(
    matter: RiskMatter, cards: Iterable[WarningCard], last_ms: Mapping[str, int], at_ms: int
) -> WarningCard | None:
    """The card that follows the matter already; None where it needs one.

    ``last_ms``: when the matter of a card was found last; of a card without it, when the card was changed last.
    """
    fitting = [
        card for card in cards
        if card.subject == matter.subject and overlap(card.divisions, matter.places)
        and at_ms - last_ms.get(card.id, card.steps[-1].happened_ms) < OVER_DAYS * DAY_MS
    ]  # fmt: skip
    return max(fitting, key=lambda card: (card.state in OPEN, card.steps[0].happened_ms), default=None)


def updated(card: WarningCard, matter: RiskMatter, at_ms: int) -> tuple[tuple[str, ...], tuple[RiskSignal, ...]] | None:
    """Places and signals of a card after the matter was found again; None where that says nothing new."""
    if card.state not in OPEN:
        return None
    signals = {signal.detector: signal for signal in card.signals}
    places = narrowest((*card.divisions, *matter.places)) if card.divisions else matter.places
    grown = False
    for signal in matter.told:
        before = signals.get(signal.detector)
        grown |= before is None or signal.observed >= GROWN * before.observed
        signals[signal.detector] = signal
    waited = at_ms - _changed_ms(card) >= TOLD_DAYS * DAY_MS
    if not (grown or waited):
        return None
    return places, tuple(signals.values())


def _changed_ms(card: WarningCard) -> int:
    """When signals were recorded last."""
    return max(step.happened_ms for step in card.steps if step.kind in ("WarningRaised", "WarningUpdated"))


def card_id(matter: RiskMatter, at_ms: int) -> str:
    """Derived from class, day and place, so that whoever finds the same matter again raises no second card."""
    return f"{moment(at_ms)[:10]}-{matter.subject[:30]}-{matter.places[0] if matter.places else 'county'}"


def from_ms(matter: RiskMatter, at_ms: int) -> int:
    """Since when: the beginning of the days of its strongest signal."""
    return at_ms - matter.strongest.days * DAY_MS

