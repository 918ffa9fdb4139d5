"""Automation over real processes: a rule of the package acts, survives a restart, and is tried over the journal."""

from __future__ import annotations

from pathlib import Path

from county.automation.log import AutomationRan, SwitchAutomation
from county.records import EventReported
from county.response.notices import NoticeSent
from county.response.plans import PlanStarted
from tests.integration.backend_fixture import (
    client_of,
    command,
    county_in,
    live,
    records_until,
    report,
    run_main,
    serving,
)

RULES = """
[call]
name = { zh = "叫应值班室", en = "Call the duty office" }
on = "EventReported"
when = [{ field = "event.level", is = "at least", value = "larger" }]
then = [
  { do = "start_plan", plan = "flash_flood", level = "III" },
  { do = "notify", kind = "post", to = "值班室", text = "请跟进" },
]
"""


def test_a_rule_of_the_package_is_switched_on_acts_once_and_is_tried_beside_the_backend(tmp_path: Path) -> None:
    county = county_in(tmp_path)
    (county / "catalog").mkdir(exist_ok=True)
    (county / "catalog" / "automation.toml").write_text(RULES, encoding="utf-8")
    checked = run_main("rules", "check", county)
    assert checked.returncode == 0, checked.stderr
    assert "call: 叫应值班室 | EventReported -> start_plan, notify" in checked.stdout
    reported = report("E1", level="major", subclass="flash_flood")
    with serving(tmp_path, package=county) as backend, client_of(backend) as client:
        live(client)
        client.submit(report("E0", level="major"))
        client.submit(command(SwitchAutomation(rule="call", on=True, note="试运行")))
        client.submit(reported)
        client.submit(reported)
        records = records_until(client, lambda found: any(isinstance(r.body, AutomationRan) for r in found), "the run")
        kinds = [type(record.body) for record in records]
        assert (kinds.count(PlanStarted), kinds.count(NoticeSent), kinds.count(EventReported)) == (1, 1, 2)
        assert {record.by for record in records if isinstance(record.body, PlanStarted)} == {"automation"}
        tried = run_main("rules", "dry-run", county, "--data", backend.data)
        assert tried.returncode == 0, tried.stderr
        assert "event/E0 EventReported: StartPlan plan/" in tried.stdout, "it was off then"
        assert "call: 2 acted" in tried.stdout
        assert "nothing was written" in tried.stdout
    with serving(tmp_path, package=county) as backend, client_of(backend) as client:
        live(client)
        client.submit(report("E2", level="general"))
        client.submit(report("E3", level="larger"))
        records = records_until(client, lambda found: any(isinstance(r.body, AutomationRan) for r in found), "the run")
        about = [record.body.about for record in records if isinstance(record.body, AutomationRan)]
        assert about == ["event/E3"], "it is still on after the restart"
    wrong = run_main("rules", "dry-run", county, "--data", tmp_path / "data", "--rule", "nothing")
    assert wrong.returncode == 2
    assert "the catalogue has no such rule" in wrong.stderr
