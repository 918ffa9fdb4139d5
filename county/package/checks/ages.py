"""Checks of the heads by age: their villages, their bands, and their sums against the population."""

from __future__ import annotations

from collections.abc import Iterator

from county.ages import AgeBand, covered, overlapping
from county.package.checks.inspected import Inspected, listed
from county.package.finding import Finding

DIFFERENCE = 0.1
"""Of the sum from the population: registered people are counted for one, residents often for the other."""
_ALL = AgeBand(0, None)


def ages(package: Inspected) -> Iterator[Finding]:
    """Unknown villages and villages without ages, bands that overlap or leave ages out, and sums."""
    if not package.ages:
        return
    table = package.tables.get("villages")
    people = {} if table is None else dict(zip(map(str, table["code"]), table["population"].tolist(), strict=True))
    yield from listed(
        "error", "ages", sorted(package.ages.keys() - people.keys()), "is no village of the package; fix the code"
    )
    yield from listed(
        "warning", "ages", sorted(people.keys() - package.ages.keys()), "has no ages; add its rows, if they are known"
    )
    gaps = []
    for village, heads in package.ages.items():
        if twice := overlapping(heads):
            text = f"the bands {twice[0]} and {twice[1]} overlap, their people would count twice; use bands that do not"
            yield Finding("error", "ages", village, text)
        elif not covered(heads, _ALL):
            gaps.append(village)
        elif (known := people.get(village, -1)) >= 0 and abs(sum(heads.values()) - known) > DIFFERENCE * max(known, 1):
            text = f"has {sum(heads.values()):,} people by its ages and a population of {known:,}; check which is right"
            yield Finding("warning", "ages", village, text)
    yield from listed("notice", "ages", gaps, "its bands leave out some ages: nothing is told of these")
