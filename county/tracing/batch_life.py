"""The life of one batch from place to place, by what was seen of it: deliveries, who has it, and missing scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from county.tracing.results import GapKind, Holding

SightKind = Literal["made", "got", "seen", "sent", "used", "sold", "ended"]
"""made: it came into being there.  got: it arrived from elsewhere.  used: it went into a transformation."""
LEFT_SHARE = 0.02
"""Of what came to a place; less that is left there is nothing."""
NOWHERE = -1


class Sight(NamedTuple):
    """A scan of the batch, or of a container with it."""

    at_ms: int
    place: int
    """NOWHERE: the scan does not say where."""
    kind: SightKind
    amount: float | None = None
    """In one unit for all sights of a batch; None: not known, or a single thing."""
    sent_from: int = NOWHERE
    sent_to: int = NOWHERE
    step: int = 0
    """Which step of business it was: two steps of one despatch are one delivery."""


class Delivery(NamedTuple):
    origin: int
    target: int
    sent_ms: int
    got_ms: int
    amount: float | None
    is_gap: bool


class LifeGap(NamedTuple):
    kind: GapKind
    place: int
    at_ms: int


@dataclass
class Stay:
    """The batch at one place."""

    first_ms: int
    last_ms: int
    last: SightKind
    came: float = 0.0
    went: float = 0.0
    is_measured: bool = True
    """Whether all that came and went has an amount."""

    def see(self, sight: Sight) -> None:
        self.last_ms, self.last = max(self.last_ms, sight.at_ms), sight.kind
        if sight.kind == "seen":
            return
        if sight.amount is None:
            self.is_measured = False
        elif sight.kind in ("made", "got"):
            self.came += sight.amount
        else:
            self.went += sight.amount

    @property
    def left(self) -> float | None:
        """What is left there; None: not known."""
        return max(0.0, self.came - self.went) if self.is_measured and self.came > 0 else None

    @property
    def holding(self) -> Holding | None:
        """None: nothing is left of it anywhere."""
        left = self.left
        if self.last in ("made", "got", "seen") or (left is not None and left > LEFT_SHARE * self.came):
            return "has"
        return {"sent": "sent", "used": "used", "sold": "sold"}.get(self.last)  # type: ignore[return-value]


@dataclass
class _Despatch:
    origin: int
    target: int
    at_ms: int
    amount: float | None
    step: int
    got: set[int] = field(default_factory=set)
    """Places where some of it arrived."""


@dataclass
class BatchLife:
    """What is found about one batch."""

    deliveries: list[Delivery] = field(default_factory=list)
    stays: dict[int, Stay] = field(default_factory=dict)
    gaps: list[LifeGap] = field(default_factory=list)
    circles: list[tuple[int, ...]] = field(default_factory=list)
    """Places through which it came back to the first of them."""
    on_way: int = 0
    """Deliveries that may still arrive."""
    amount: float | None = None
    """What came into being of it; None: not known."""


def life_of(sights: Sequence[Sight], now_ms: int, on_way_ms: int, *, has_origin: bool = True) -> BatchLife:
    """``sights`` in the order of time.  ``has_origin``: False where what is seen begins later than the batch itself.

    A delivery is one from its despatch to the next sight at the place that it names, else at any other place.  Where a
    batch is at a place without a despatch to it, or does not arrive within ``on_way_ms``, a link is missing.
    """
    life = BatchLife()
    despatches: list[_Despatch] = []
    route: list[int] = []
    made = not has_origin
    for sight in sights:
        place = sight.place
        if sight.kind == "made":
            made = True
            if sight.amount is not None:
                life.amount = (life.amount or 0.0) + sight.amount
        if place == NOWHERE:
            continue
        stay = life.stays.get(place)
        comes = sight.kind == "got" or (stay is None and sight.kind != "made")
        if (
            comes
            and stay is not None
            and sight.kind == "got"
            and stay.last in ("got", "seen", "made")
            and not _open(despatches, place)
        ):  # seen arriving twice
            comes = False
        if comes:
            _arrive(life, sight, despatches, route, made)
            made = True
        if stay is None:
            stay = life.stays[place] = Stay(sight.at_ms, sight.at_ms, sight.kind)
            if comes and sight.kind != "got":  # it came without being scanned: its amount is not known
                stay.is_measured = False
        stay.see(sight)
        if not route or route[-1] != place:
            if place in route and comes:
                life.circles.append((*route[route.index(place) :], place))
            route.append(place)
        if sight.kind == "sent":
            _despatch(sight, despatches)
    _close(life, despatches, now_ms, on_way_ms)
    return life


def _open(despatches: Sequence[_Despatch], place: int) -> bool:
    return any(not one.got and one.origin != place and one.target in (place, NOWHERE) for one in despatches)


def _despatch(sight: Sight, despatches: list[_Despatch]) -> None:
    for one in reversed(despatches):
        is_same = one.origin == sight.place and not one.got and one.step != sight.step
        if (is_same and NOWHERE in (one.target, sight.sent_to)) or (is_same and one.target == sight.sent_to):
            one.target = sight.sent_to if one.target == NOWHERE else one.target
            one.amount = sight.amount if one.amount is None else one.amount
            one.at_ms = sight.at_ms
            return
    despatches.append(_Despatch(sight.place, sight.sent_to, sight.at_ms, sight.amount, sight.step))


def _arrive(life: BatchLife, sight: Sight, despatches: Sequence[_Despatch], route: Sequence[int], made: bool) -> None:
    place = sight.place
    others = [one for one in despatches if one.origin != place and sight.sent_from in (NOWHERE, one.origin)]
    found = next((one for one in others if one.target == place and not one.got), None)
    found = found or next((one for one in others if one.target == NOWHERE and not one.got), None)
    found = found or next((one for one in reversed(others) if place in one.got), None)  # the rest of it
    if found is not None:
        found.got.add(place)
        amount = sight.amount if sight.kind == "got" and sight.amount is not None else found.amount
        life.deliveries.append(Delivery(found.origin, place, found.at_ms, sight.at_ms, amount, False))
        return
    origin = sight.sent_from if sight.sent_from not in (NOWHERE, place) else NOWHERE
    if origin == NOWHERE:
        origin = next((known for known in reversed(route) if known != place), NOWHERE)
    if origin == NOWHERE and not made:
        life.gaps.append(LifeGap("origin", place, sight.at_ms))
    elif origin != NOWHERE:
        life.gaps.append(LifeGap("departure", place, sight.at_ms))
        life.deliveries.append(Delivery(origin, place, sight.at_ms, sight.at_ms, sight.amount, True))


def _close(life: BatchLife, despatches: Sequence[_Despatch], now_ms: int, on_way_ms: int) -> None:
    for one in despatches:
        if one.got:
            continue
        if now_ms - one.at_ms <= on_way_ms:
            life.on_way += 1
            continue
        life.gaps.append(LifeGap("arrival", one.origin, one.at_ms))
        if one.target not in (NOWHERE, one.origin):
            life.deliveries.append(Delivery(one.origin, one.target, one.at_ms, one.at_ms, one.amount, True))
            if one.target not in life.stays:  # nothing says that it arrived, nor that it did not
                life.stays[one.target] = Stay(one.at_ms, one.at_ms, "got", is_measured=False)
