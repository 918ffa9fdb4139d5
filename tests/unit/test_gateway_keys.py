"""API keys, their rates, and the codes of cases and log-ins."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.clock import ManualClock
from main import main
from services.intake.gateway.api_keys import (
    FILE,
    ApiKeys,
    BadApiKeys,
    WrongApiKey,
    add_api_key,
    read_api_keys,
    revoke_api_key,
)
from services.intake.gateway.follow_codes import LOGIN_MS, CaseSecrets
from services.intake.gateway.rates import BUCKETS_MAX, TokenBuckets, neighbourhood
from services.keys.lock import changing_keys
from services.keys.registration import BadRegistration
from tests.memory_realm import ManualMonotonic

CLOCK = ManualClock(1_795_320_000_000)


def test_the_file_holds_no_key_and_is_private(tmp_path: Path) -> None:
    key = add_api_key(tmp_path, "hotline", "hotline", 60, CLOCK)
    assert key not in (tmp_path / FILE).read_text()
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    found = ApiKeys(tmp_path).find(key)
    assert found is not None
    assert (found.name, found.channel, found.per_minute) == ("hotline", "hotline", 60)
    assert ApiKeys(tmp_path).find(key[:-1]) is None


def test_a_running_gateway_sees_new_and_revoked_keys(tmp_path: Path) -> None:
    keys = ApiKeys(tmp_path)
    first = add_api_key(tmp_path, "one", "video", 60, CLOCK)
    second = add_api_key(tmp_path, "two", "video", 60, CLOCK)
    assert keys.find(first) is not None
    assert keys.find(second) is not None
    revoke_api_key(tmp_path, "one")
    assert keys.find(first) is None
    assert keys.find(second) is not None


def test_a_file_that_cannot_be_read_admits_nobody(tmp_path: Path) -> None:
    keys = ApiKeys(tmp_path)
    key = add_api_key(tmp_path, "one", "video", 60, CLOCK)
    assert keys.find(key) is not None
    (tmp_path / FILE).write_text("{")
    assert keys.find(key) is None
    with pytest.raises(BadApiKeys):
        ApiKeys(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    add_api_key(tmp_path, "one", "video", 60, CLOCK)
    (tmp_path / FILE).chmod(0o644)
    with pytest.raises(BadApiKeys, match="chmod 600"):
        read_api_keys(tmp_path)


def test_names_are_unique_and_plain(tmp_path: Path) -> None:
    add_api_key(tmp_path, "one", "video", 60, CLOCK)
    with pytest.raises(WrongApiKey, match="revoke it first"):
        add_api_key(tmp_path, "ONE", "video", 60, CLOCK)
    with pytest.raises(BadRegistration):
        add_api_key(tmp_path, "a b\n", "video", 60, CLOCK)
    with pytest.raises(WrongApiKey, match="known: one"):
        revoke_api_key(tmp_path, "two")


def test_of_two_changes_at_once_none_is_lost(tmp_path: Path) -> None:
    keys, other = tmp_path / "keys", tmp_path / "other"
    add_api_key(other, "one", "video", 60, CLOCK)
    with changing_keys(keys):
        second = Thread(target=add_api_key, args=(keys, "two", "video", 60, CLOCK))
        second.start()
        second.join(0.2)
        (other / FILE).replace(keys / FILE)
    second.join()
    assert [key.name for key in read_api_keys(keys)] == ["one", "two"]


def test_the_verbs_add_list_and_revoke(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def verb(*words: str) -> tuple[int, str]:
        code = main(["apikeys", "--keys", str(tmp_path), *words])
        printed = capsys.readouterr()
        return code, (printed.out + printed.err).strip()

    code, key = verb("add", "wang", "--channel", "grid_worker", "--rate", "30")
    assert code == 0
    assert ApiKeys(tmp_path).find(key) is not None
    assert verb("list") == (0, "wang: grid_worker; 30 requests a minute")
    assert verb("revoke", "wang")[0] == 0
    code, line = verb("revoke", "wang")
    assert (code, line) == (2, "error: wang: there is no API key of this name; known: none")


def test_a_bucket_holds_the_requests_of_a_minute_and_refills_evenly() -> None:
    now = ManualMonotonic()
    buckets = TokenBuckets(now)
    assert [buckets.take("a", 3) for _ in range(4)] == [0, 0, 0, 20]
    assert buckets.take("b", 3) == 0, "each has its own"
    now.advance(19_000)
    assert buckets.take("a", 3) == 1
    now.advance(1_000)
    assert [buckets.take("a", 3) for _ in range(2)] == [0, 20]
    now.advance(3_600_000)
    assert [buckets.take("a", 3) for _ in range(4)] == [0, 0, 0, 20], "never more than a minute's"


@given(st.lists(st.integers(0, 5_000), max_size=60), st.integers(1, 100))
def test_no_more_than_a_minutes_requests_and_the_refill_are_granted(steps: list[int], per_minute: int) -> None:
    now = ManualMonotonic()
    buckets, granted, passed = TokenBuckets(now), 0, 0
    for wait_ms in steps:
        now.advance(wait_ms)
        passed += wait_ms
        seconds = buckets.take("a", per_minute)
        granted += seconds == 0
        assert 0 <= seconds <= 60
    assert granted <= per_minute + passed * per_minute / 60_000


def test_the_number_of_buckets_is_bounded() -> None:
    buckets = TokenBuckets(ManualMonotonic())
    for number in range(BUCKETS_MAX + 10):
        buckets.take(str(number), 1)
    assert len(buckets._left) == BUCKETS_MAX


def test_the_addresses_of_one_ipv6_network_count_as_one() -> None:
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::ffff:1")
    assert neighbourhood("2001:db8::1") != neighbourhood("2001:db8:0:1::1")
    assert neighbourhood("10.0.0.1") != neighbourhood("10.0.0.2")
    assert neighbourhood("testclient") == "testclient"


def test_a_case_is_opened_by_its_own_code_however_people_write_it(tmp_path: Path) -> None:
    secrets = CaseSecrets(tmp_path)
    code = secrets.code_of("20261126-7K4Q2M9")
    assert secrets.is_code("20261126-7K4Q2M9", code)
    assert secrets.is_code("20261126-7K4Q2M9", f" {code.lower().replace('-', '').replace('0', 'o')} ")
    assert not secrets.is_code("20261126-7K4Q2M8", code)
    assert not secrets.is_code("20261126-7K4Q2M9", "")
    assert not secrets.is_code("20261126-7K4Q2M9", code[:-1] + ("0" if code[-1] != "0" else "1"))
    assert CaseSecrets(tmp_path).code_of("20261126-7K4Q2M9") == code, "after a restart, too"


@pytest.fixture(scope="module")
def secrets_of_module(tmp_path_factory: pytest.TempPathFactory) -> CaseSecrets:
    return CaseSecrets(tmp_path_factory.mktemp("keys"))


@settings(max_examples=30)
@given(id=st.text(max_size=40), code=st.text(max_size=40))
def test_no_text_is_the_code_of_a_case_but_its_own(secrets_of_module: CaseSecrets, id: str, code: str) -> None:
    assert not secrets_of_module.is_code(id, code)
    assert secrets_of_module.is_code(id, secrets_of_module.code_of(id))


def test_a_log_in_ends_with_its_time_its_key_and_its_signature(tmp_path: Path) -> None:
    secrets = CaseSecrets(tmp_path)
    add_api_key(tmp_path, "wang", "grid_worker", 60, CLOCK)
    [key] = read_api_keys(tmp_path)
    login = secrets.login(key, 1_000)
    assert secrets.logged_in(login)[0] == "wang"
    assert secrets.is_login(login, key, 2_000)
    assert not secrets.is_login(login, key, 1_000 + LOGIN_MS)
    later = f"9{login}"
    assert not secrets.is_login(later, key, 2_000), "its end cannot be moved"
    revoke_api_key(tmp_path, "wang")
    add_api_key(tmp_path, "wang", "grid_worker", 60, CLOCK)
    [other] = read_api_keys(tmp_path)
    assert not secrets.is_login(login, other, 2_000), "made for the key before"
    for broken in ("", ".", "..", "x.y.z", "1", "٣.a.b", "9" * 40 + ".a.b"):
        assert not secrets.is_login(broken, key, 2_000)
