"""A ContactStore in memory, for tests and for realms that end with their process."""

from __future__ import annotations

from collections.abc import Mapping

from county.store_faults import NONE


class MemoryContacts:
    """A ContactStore and a ContactWriter."""

    fault = NONE

    def __init__(self) -> None:
        self._contacts: dict[str, bytes] = {}

    def put_all(self, contacts: Mapping[str, bytes]) -> None:
        """Store contacts; existing ones are replaced."""
        self._contacts |= contacts

    def check_writable(self) -> None:
        """Memory can always be written."""

    def find(self, token: str) -> bytes | None:
        """See :class:`services.store.ports.ContactStore`."""
        return self._contacts.get(token)

    def containing(self, text: str) -> list[str]:
        """See :class:`services.store.ports.ContactStore`."""
        return sorted(token for token, data in self._contacts.items() if text.encode() in data)

    def erase(self, token: str) -> bool:
        """See :class:`services.store.ports.ContactStore`."""
        return self._contacts.pop(token, None) is not None
