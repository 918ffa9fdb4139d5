"""Earlier instructions copied the backend's own keys folder to every desktop: that is detected and named at start."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import main
from services.keys.register import add
from services.keys.registration import OWNERS
from services.transport.zeromq.keys import CopiedKeys, check_not_copied, make_keys


@pytest.mark.parametrize("verb", [["run"], ["send", "{file}"]], ids=["run", "send"])
def test_a_copy_of_the_backends_keys_folder_is_refused_at_start_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: list[str]
) -> None:
    (tmp_path / "data" / "realms").mkdir(parents=True)
    make_keys(tmp_path / "data" / "keys")
    copy = Path(shutil.copytree(tmp_path / "data" / "keys", tmp_path / "from the backend"))
    file = tmp_path / "events.csv"
    file.write_text("subclass,title,lon,lat\n")
    words = [word.format(file=file) for word in verb]
    assert main.main([*words, "--connect", "tcp://127.0.0.1:9", "--keys", str(copy)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "server.key_secret: this is a copy of the backend's own keys" in line
    assert "keys … rotate" in line


def test_the_backends_own_folder_and_a_handed_over_one_are_used(tmp_path: Path) -> None:
    keys = tmp_path / "data" / "keys"
    (tmp_path / "data" / "realms").mkdir(parents=True)
    add(keys, "desk1", OWNERS, tmp_path / "out")
    assert check_not_copied(keys) == keys
    assert check_not_copied(tmp_path / "out") == tmp_path / "out"
    with pytest.raises(CopiedKeys):
        check_not_copied(Path(shutil.copytree(keys, tmp_path / "copy")))
