"""A scenario as large as a drill may have, of a given county."""

from __future__ import annotations

from county.drill.loading import load
from county.drill.scenario import Scenario
from services.drill.package_county import PackageForDrills

HEAD = """format = 1
[scenario]
id = "sc-large"
version = 1
title = "大型演练"
kind = "full"
county = "{code}"
drill_start = "2026-07-15T20:00:00+08:00"
duration = "P1D"
[[roles]]
id = "duty"
name = "值班室"
side = "player"
members = {members}
[[objectives]]
id = "O1"
title = "处置及时"
"""
REPORT = """[[injects]]
id = "I{n}"
no = {n}
at = "PT{s}S"
kind = "report"
to = ["duty"]
approval = "approved"
report = {{ subclass = "road_flooding", title = "积水{n}", place = {{ village = "{village}" }} }}
{expects}
"""
EXPECTATION = """[[expectations]]
id = "E{n}"
objective = "O1"
what = "dispatched"
of = "I{n}"
target = "PT5M"
limit = "PT15M"
weight = {weight}
"""
EVERY_S = 20
NOTICE = """[[injects]]
id = "I{n}"
no = {n}
at = "PT{s:.3f}S"
kind = "notice"
to = ["duty"]
approval = "approved"
notice = {{ text = "第{n}号通知" }}
"""


def head(code: str, members: list[str]) -> str:
    return HEAD.format(code=code, members=str(members).replace("'", '"'))


def large_text(county: PackageForDrills, injects: int, expectations: int) -> bytes:
    """The file: reports in all villages, one every EVERY_S, the first ones with an expectation each."""
    villages = sorted(county.village_places)
    parts = [head(county.code, ["u:p0"])]
    for n in range(injects):
        expects = f'expects = ["E{n}"]' if n < expectations else ""
        parts.append(REPORT.format(n=n, s=EVERY_S * n, village=villages[n % len(villages)], expects=expects))
    parts += [EXPECTATION.format(n=n, weight=100 / expectations) for n in range(expectations)]
    return "".join(parts).encode()


def large_scenario(text: bytes) -> Scenario:
    """The scenario of :func:`large_text`.  Raises RuntimeError."""
    loaded = load(text, "large.toml")
    if loaded.scenario is None:
        raise RuntimeError(str(loaded.findings[0]))
    return loaded.scenario
