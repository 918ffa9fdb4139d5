"""Rows of a batch by ids."""

from __future__ import annotations

import numpy as np
import pytest

from layers.rows_by_id import RowsById


def test_each_id_has_its_row_and_others_have_none() -> None:
    rows = RowsById(np.array(["c", "a", "b"], dtype=object))
    assert dict(rows) == {"c": 0, "a": 1, "b": 2}
    assert len(rows) == 3
    assert "d" not in rows
    with pytest.raises(KeyError):
        rows["d"]
