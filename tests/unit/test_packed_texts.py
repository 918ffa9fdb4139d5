"""Ids and other texts that arrive as one: each is cut out where it begins and ends, in bytes."""

from __future__ import annotations

import numpy as np
import pytest

from services.protocol.desk_columns import PackedTexts


@pytest.mark.parametrize("texts", [[], ["E1"], ["E1", "", "E23"], ["事件1", "E2", "桥"]])
def test_packed_texts_are_what_was_packed_all_of_them_or_some(texts: list[str]) -> None:
    encoded = [text.encode() for text in texts]
    packed = PackedTexts(b"".join(encoded), np.array([len(data) for data in encoded], np.uint32))
    assert len(packed) == len(texts)
    assert packed.all() == texts
    rows = range(len(texts) - 1, -1, -1)
    assert packed.of(rows) == texts[::-1]


@pytest.mark.parametrize(
    ("data", "lengths"), [(b"E1E2", [2, 1]), (b"E1", [2, 2]), (b"E1", []), ("桥".encode(), [1, 2])]
)
def test_lengths_that_do_not_fit_the_bytes_are_refused(data: bytes, lengths: list[int]) -> None:
    with pytest.raises(ValueError, match=r"bytes of texts|codec can't decode"):
        PackedTexts(data, np.array(lengths, np.uint32))
