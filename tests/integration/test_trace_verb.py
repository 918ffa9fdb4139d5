"""``main.py trace``: asked as another program calls it, by the scans of a file and of a journal."""

from __future__ import annotations

from pathlib import Path

from docx import Document

from tests.integration.backend_fixture import run_main
from tests.unit.test_intake_scans import SHEET
from tests.valley_county import write_valley


def test_a_batch_of_a_file_of_scans_is_traced_and_whom_to_tell_is_written(tmp_path: Path) -> None:
    county, scans, out = tmp_path / "county", tmp_path / "scans.csv", tmp_path / "whom.docx"
    write_valley(county, [500])
    scans.write_text(SHEET, encoding="utf-8")
    told = run_main("trace", county, "大米R1", "--file", scans, "--out", out)
    assert (told.returncode, told.stderr) == (0, "")
    lines = told.stdout.splitlines()
    assert "飞走" in told.stdout, "a row that is no scan is named"
    assert "6.7 % unexplained" in told.stdout
    assert "has it: 一店" in told.stdout
    assert lines[-1] == str(out)
    assert "溯源告知名单" in Document(str(out)).paragraphs[0].text
    earlier = run_main("trace", county, "大米R1", "--file", scans, "--at", "2026-11-20")
    assert "may be meant: 大米R1" in earlier.stdout, "it did not exist then"


def test_without_a_journal_the_way_out_is_one_line(tmp_path: Path) -> None:
    county = tmp_path / "county"
    write_valley(county, [500])
    refused = run_main("trace", county, "大米R1", "--data", tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.startswith("error: ")
    assert refused.stderr.count("\n") == 1
