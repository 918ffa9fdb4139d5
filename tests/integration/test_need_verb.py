"""``main.py need``: asked as another program calls it."""

from __future__ import annotations

from pathlib import Path

from tests.integration.backend_fixture import run_main


def test_a_header_of_a_table_cannot_control_the_terminal(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("年龄,收\x1b[31m入,教育\n25,,1\n30,4,1\n", encoding="utf-8")
    told = run_main("need", "table", table)
    assert told.returncode == 0
    assert "入：1 行没有数" in told.stdout
    assert "\x1b" not in told.stdout
