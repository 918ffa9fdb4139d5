"""Writes the report as DOCX, PDF and JSON."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from county.drill.grading_table import DrillGrading
from services.disk.durable import write_whole
from services.drill_report.chapters import report_page
from services.drill_report.facts import ReportFacts
from services.drill_report.values import report_json


def write_report(facts: ReportFacts, grading: DrillGrading, folder: Path) -> list[Path]:
    """``report.docx``, ``.pdf`` and ``.json`` in ``folder``, none of them before all are made.  Raises NotLaidOut,
    OSError."""
    from services.paper.layout import pdf_of

    page = report_page(facts, grading)
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(1, "PDF of a report") as beside:
        laid_out = beside.submit(pdf_of, page)  # by a process of its own, which takes longer than the others together
        from services.paper.docx_page import docx_of  # its library takes a second to load

        made = {"docx": docx_of(page), "pdf": laid_out.result(), "json": report_json(facts, grading)}
    for ending, content in made.items():
        write_whole(folder / f"report.{ending}", content)
    return [folder / f"report.{ending}" for ending in made]
