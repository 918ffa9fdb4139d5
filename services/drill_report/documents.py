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
    """``report.docx``, ``.pdf`` and ``.json`` in ``folder``.  Raises NotLaidOut, OSError."""
    from services.paper.layout import pdf_of

    page = report_page(facts, grading)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"report.{ending}" for ending in ("docx", "pdf", "json")]
    with ThreadPoolExecutor(1, "PDF of a report") as beside:
        pdf = beside.submit(pdf_of, page)  # by a process of its own, which takes longer than the others together
        from services.paper.docx_page import docx_of  # its library takes a second to load

        write_whole(paths[0], docx_of(page))
        write_whole(paths[2], report_json(facts, grading))
        write_whole(paths[1], pdf.result())
    return paths
