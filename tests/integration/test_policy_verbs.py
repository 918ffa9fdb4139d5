"""``main.py policy``: imported, checked and asked, as another program calls it."""

from __future__ import annotations

from pathlib import Path

from docx import Document

from tests.integration.backend_fixture import run_main
from tests.tiny_county import write_tiny_county


def test_a_document_is_imported_checked_and_asked(tmp_path: Path) -> None:
    county = tmp_path / "county"
    write_tiny_county(county)
    document = Document()
    for text in ("轮椅补助办法", "第一条　购买轮椅的，每人补助八百元。", "第二条　本办法自2024年3月1日起施行。"):
        document.add_paragraph(text)
    document.save(str(tmp_path / "办法.docx"))
    imported = run_main("policy", "import", county, tmp_path / "办法.docx")
    assert (imported.returncode, imported.stderr) == (0, "")
    checked = run_main("policy", "check", county, "--on", "2024-03-01")
    assert checked.returncode == 0
    assert "1 policies with 2 articles, 1 of them in force on 2024-03-01" in checked.stdout
    answered = run_main("policy", "ask", county, "轮椅补助多少钱", "--on", "2026-06-01")
    assert answered.stdout.splitlines()[:2] == [
        "《轮椅补助办法》第一条，自 2024-03-01 施行", "  购买轮椅的，每人补助八百元。"
    ]  # fmt: skip
    early = run_main("policy", "ask", county, "轮椅补助多少钱", "--on", "2024-02-29")
    assert early.stdout.splitlines() == ["没有条文能回答，请转人工答复。"]
    (county / "policies" / "bad.toml").write_text("[", "utf-8")
    damaged = run_main("policy", "check", county)
    assert damaged.returncode == 1
    assert "bad.toml: cannot be read" in damaged.stdout


def test_what_is_no_document_is_refused_in_one_line(tmp_path: Path) -> None:
    county = tmp_path / "county"
    write_tiny_county(county)
    (tmp_path / "a.pdf").write_bytes(b"no PDF")
    found = run_main("policy", "import", county, tmp_path / "a.pdf")
    assert found.returncode == 1
    assert len(found.stderr.strip().splitlines()) == 1
