"""Names of realms: a closed set, each with its own folder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.realm import LIVE, BadRealm, Realm
from services.protocol.codec import topic

NAMES = st.one_of(st.sampled_from(["live", "replay"]), st.from_regex(r"drill:[0-9a-z][0-9a-z-]{0,39}", fullmatch=True))


@pytest.mark.parametrize(
    ("name", "kind", "folder"),
    [("live", "live", "live"), ("replay", "replay", "replay"), ("drill:7", "drill", "drill-7"),
     ("drill:" + "z" * 40, "drill", "drill-" + "z" * 40)],
)  # fmt: skip
def test_a_realm_has_a_kind_and_a_folder(name: str, kind: str, folder: str) -> None:
    realm = Realm(name)
    assert (realm.kind, realm.folder) == (kind, folder)
    assert Realm("live") == LIVE


@pytest.mark.parametrize(
    "name",
    ["", "Live", "live ", "live\n", "drill", "drill:", "drill:-7", "drill:A", "drill:七", "drill:" + "z" * 41,
     "drill:../x", "drill:a/b", "drill:a\0", "replay:1", "live/record"],
)  # fmt: skip
def test_any_other_name_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(BadRealm) as refused:
        Realm(name)
    assert "\n" not in str(refused.value)


@given(NAMES, NAMES)
def test_two_realms_share_neither_a_folder_nor_the_beginning_of_a_topic(one: str, other: str) -> None:
    if one != other:
        assert Realm(one).folder != Realm(other).folder
        assert not topic(other, "record").startswith(f"{one}/".encode())
