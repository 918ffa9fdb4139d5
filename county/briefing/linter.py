"""The linter of briefings: 16 rules.  An error blocks signing; a question needs an answer, which is recorded."""

from __future__ import annotations

from county.briefing.linted import BriefFinding, LintedDocument, Rule
from county.briefing.rules.levels import above_level, perhaps_above_level
from county.briefing.rules.people import casualties, private_data
from county.briefing.rules.sources import no_figure, two_values, unknown_places
from county.briefing.rules.sums import denominators, parts_and_whole, rounding
from county.briefing.rules.times import age, future, periods
from county.briefing.rules.words import comparisons, left_open, mixed_levels

RULES: dict[str, Rule] = {
    "L1": parts_and_whole, "L2": denominators, "L3": two_values, "L4": comparisons, "L5": periods, "L6": casualties,
    "L7": no_figure, "L8": age, "L9": private_data, "L10": left_open, "L11": mixed_levels, "L12": unknown_places,
    "L13": rounding, "L14": future, "L15": above_level, "L16": perhaps_above_level,
}  # fmt: skip


def findings(document: LintedDocument) -> tuple[BriefFinding, ...]:
    """All findings, each once, errors first, then by rule and place in the document."""
    order = {one.place: number for number, one in enumerate(document.texts)}
    found = dict.fromkeys(finding for rule in RULES.values() for finding in rule(document))
    numbers = {rule: number for number, rule in enumerate(RULES)}
    return tuple(sorted(found, key=lambda one: (one.severity, numbers[one.rule], order.get(one.place, 0))))
