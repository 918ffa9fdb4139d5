"""An answer about staffing as lines of text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from county.staffing.day_slots import slot_text
from county.staffing.results import QUANTITIES, StaffingAnswer, estimate_text

HEAD = "if nothing changes | with the change"


def answer_lines(answer: StaffingAnswer, villages: Mapping[str, str], shifts: Mapping[str, str]) -> Iterator[str]:
    """The lines; ``villages``, ``shifts``: names by code and key."""
    yield HEAD
    for one in answer.quantities:
        name, unit = QUANTITIES[one.key]
        change = f" | difference {estimate_text(one.change, one.key)}" if one.change is not None else ""
        both = f"{estimate_text(one.unchanged, one.key)} | {estimate_text(one.changed, one.key)}"
        yield f"{name.en}, {unit.name.en}: {both}{change}".replace(", :", ":")
    for shift in answer.shifts:
        name_of = shifts.get(shift.key, shift.key)
        yield f"shift {name_of}: {shift.now} agents now, {shift.needed} needed at work, {shift.roster} on the roster"
    for slot in answer.slots:
        if slot.rate:
            need = "" if slot.needed is None else f", {slot.needed} needed"
            waits = f"{estimate_text(slot.wait_now, 'mean_wait_s')} | {estimate_text(slot.wait_then, 'mean_wait_s')}"
            at_work = f"{slot.agents_now} | {slot.agents_then}"
            yield f"{slot_text(slot.slot)}: {slot.rate:.1f} an hour{need}, at work {at_work}, mean wait s {waits}"
    for village in answer.villages:
        assert answer.village_key is not None
        both = (
            f"{estimate_text(village.unchanged, answer.village_key)} | "
            f"{estimate_text(village.changed, answer.village_key)}"
        )
        yield f"{village.code} {villages.get(village.code, '')}: {both}"
    for note in answer.notes:
        yield f"note: {note.said('en')}"
