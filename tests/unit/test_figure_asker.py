"""There is one way to ask the analysis for figures: desktop/figures/asker.py."""

import re
from pathlib import Path

ASKED = re.compile(r"\bsource\.(figures|figure_records|kpi_tree|vital_signs)\(")


def test_no_view_asks_the_analysis_for_figures_by_itself() -> None:
    desktop = Path(__file__).parents[2] / "desktop"
    asking = {path.name for path in desktop.rglob("*.py") if ASKED.search(path.read_text("utf-8"))}
    assert asking == {"asker.py"}
