"""``main.py coverage``: asked as another program calls it."""

from __future__ import annotations

from pathlib import Path

from docx import Document

from tests.integration.backend_fixture import run_main
from tests.valley_county import write_valley


def test_times_sites_and_tours_of_a_county_are_printed(tmp_path: Path) -> None:
    county = tmp_path / "county"
    write_valley(county, [500, 100, 100, 100, 900], [("clinic", 0, 15)])
    told = run_main("coverage", "times", county, "--service", "clinic")
    assert (told.returncode, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    assert lines[0] == "clinic: 700 of 1,700 people (41.2 %) in 3 of 5 villages reach one of 1 facilities within 15 min"
    assert "谷1村: 100 people, 6 min to F0" in lines[2]
    proposed = run_main("coverage", "sites", county, "--service", "clinic", "--aim", "median")
    assert "1 sites proposed; no other proposal is better" in proposed.stdout
    file = tmp_path / "tours.docx"
    planned = run_main(
        "coverage", "tours", county, "--service", "clinic", "--from", "2026-12-01", "--vehicles", "1", "--out", file
    )
    assert "2 of 2 villages are visited, every 1 working days; longest gap 1 working days" in planned.stdout
    assert "2026-12-01 vehicle 1: out 08:30" in planned.stdout
    assert planned.stdout.splitlines()[-1] == str(file)
    assert "流动服务车" in Document(str(file)).paragraphs[0].text


def test_what_cannot_be_answered_is_one_line(tmp_path: Path) -> None:
    county = tmp_path / "county"
    write_valley(county, [500], road=False)
    refused = run_main("coverage", "times", county, "--service", "clinic")
    assert refused.returncode == 1
    assert refused.stderr.startswith("error: 谷县 has no roads on its map")
    unknown = run_main("coverage", "times", county, "--service", "zoo")
    assert unknown.returncode == 1
    assert "zoo is no service of the catalogue; use one of school, clinic" in unknown.stderr
    wrong = run_main("coverage", "sites", county, "--service", "clinic", "--aim", "best")
    assert wrong.returncode == 2
    assert "--aim" in wrong.stderr
    assert len(wrong.stderr.splitlines()) == 1
