"""A scenario of two injects and a branch, as text and as a scenario, for tests of drills."""

from __future__ import annotations

from county.drill.loading import load
from county.drill.scenario import Scenario

TEXT = """format = 1
[scenario]
id = "sc-night"
version = 1
title = "夜间强降雨"
kind = "functional"
county = "990199"
drill_start = "2026-07-15T20:00:00+08:00"
duration = "PT3H"

[[roles]]
id = "duty"
name = "县防指值班室"
side = "player"
members = ["u:wang"]
[[roles]]
id = "eval"
name = "评估组"
side = "evaluate"

[[objectives]]
id = "OBJ1"
title = "应转尽转"
[[phases]]
id = "P1"
title = "监测预警"
at = "PT0M"

[[injects]]
id = "I01"
no = 1
phase = "P1"
at = "PT5M"
kind = "reading"
to = ["duty"]
approval = "approved"
reading = { sensor = "bin-1", channel = "fill", profile = [["PT0M", 12.0], ["PT20M", 95.0]] }
expects = ["E01", "E02"]
[[injects]]
id = "I02"
no = 2
after = { inject = "I01", delay = "PT12M" }
kind = "report"
to = ["duty"]
approval = "approved"
report = { subclass = "road_flooding", title = "溪水漫桥", place = { village = "990199100201" }, level = "larger" }
expects = ["E03", "E04", "E05"]
[[injects]]
id = "I03"
no = 3
kind = "notice"
to = ["duty"]
approval = "approved"
notice = { text = "没有人来", needs_ack = true }
expects = ["E06"]
[injects.when]
all = [
  { inject = "I02", is = "delivered" },
  { not = { expectation = "E04", is = "met" } },
  { elapsed = { since = "I02", at_least = "PT15M" } },
]

[[expectations]]
id = "E01"
objective = "OBJ1"
what = "alarm_acknowledged"
of = "I01"
target = "PT3M"
limit = "PT8M"
weight = 10
[[expectations]]
id = "E02"
objective = "OBJ1"
what = "notified"
of = "I01"
who = ["dept:water_resources", "division:990199100000"]
target = "PT10M"
limit = "PT20M"
weight = 20
[[expectations]]
id = "E03"
objective = "OBJ1"
what = "filed"
of = "I02"
target = "PT2M"
limit = "PT5M"
weight = 10
[[expectations]]
id = "E04"
objective = "OBJ1"
what = "dispatched"
of = "I02"
unit_kind = ["rescue_team", "collection_truck"]
target = "PT5M"
limit = "PT15M"
weight = 20
critical = true
[[expectations]]
id = "E05"
objective = "OBJ1"
what = "arrived"
of = "I02"
target = "PT20M"
limit = "PT40M"
weight = 20
[[expectations]]
id = "E06"
objective = "OBJ1"
what = "observed"
of = "I03"
by = "eval"
question = "是否逐户核对?"
scale = [["已核对", 1.0], ["部分核对", 0.5], ["未核对", 0.0]]
weight = 20
"""
HAZARD = """
[[injects]]
id = "I04"
no = 4
at = "PT1M"
kind = "hazard"
to = ["duty"]
approval = "approved"
hazard = { text = "下风向一公里内警戒", place = { village = "990199100201", dx_m = 50 }, radius_m = 1000.0 }
"""
"""One more inject."""


def scenario(text: str = TEXT) -> Scenario:
    """The scenario in ``text``, which has no fault."""
    loaded = load(text.encode(), "night.toml")
    assert loaded.scenario is not None, [str(finding) for finding in loaded.findings]
    return loaded.scenario
