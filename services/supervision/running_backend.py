"""The backend of a realm that runs on this machine."""

from __future__ import annotations

from pathlib import Path

from county.explained import Explained, WrongArgument
from county.realm import Realm
from services.disk.data_folder import keys_folder, realm_folder, user_data
from services.supervision.presence import running_in


class NoRunningBackend(Explained):
    """No backend of the realm runs on this machine; one line."""


class UnclearBackend(WrongArgument):
    """The command line does not name one backend; one line."""


def running_backend(realm: Realm) -> tuple[str, Path]:
    """Address and keys of the one backend of ``realm`` on this machine.  Raises NoRunningBackend and UnclearBackend.

    Each realm is announced in its own folder: a drill is only found by its realm id.
    """
    running = [
        (found.address, keys_folder(folder))
        for folder in sorted(user_data().glob("*/"))
        if (found := running_in(realm_folder(folder, realm))) is not None
    ]
    if len(running) == 1:
        return running[0]
    if running:
        raise UnclearBackend(
            "{number} backends of realm {realm} run here; name one: {named}",
            number=len(running), realm=realm,
            named=", or ".join(f"--connect {address} --keys {keys}" for address, keys in running),
        )  # fmt: skip
    raise NoRunningBackend(
        "{folder}: no backend of yours runs realm {realm} here; open the county (`main.py run`), or name one "
        "elsewhere with --connect ADDR --keys DIR",
        folder=user_data(), realm=realm,
    )  # fmt: skip
