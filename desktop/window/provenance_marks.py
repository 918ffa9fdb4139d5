"""What headers say of a county whose data are not all real or exact."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.package.manifest import Manifest

translate = QCoreApplication.translate


def provenance_marks(manifest: Manifest) -> list[str]:
    """The most important first; none for a county whose data are."""
    marks = [translate("ProvenanceMarks", "Synthetic data")] if manifest.synthetic else []
    if manifest.approximate_outlines:
        marks.append(translate("ProvenanceMarks", "Partly approximate boundaries"))
    elif manifest.approximate:
        marks.append(translate("ProvenanceMarks", "Partly approximate data"))
    return marks
