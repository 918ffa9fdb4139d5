"""A signed report with its files and its journal, and edits of its document."""

from __future__ import annotations

import hashlib
import io
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from zipfile import ZipFile

from msgspec.structs import replace

from county.attachments import Attachment
from county.briefing.briefing import Briefing
from county.briefing.elements import elements
from services.brief.document import BriefFact
from services.brief.documents import MadeFiles, made_files
from services.brief.stated import Stated
from services.brief.told_names import GroupNaming, NamedGroups, ToldNames, renamed
from services.brief.verified import VerifiedBriefing
from services.brief.verify import JournalOfBriefing, verify
from tests.unit.gbt_briefing import CATALOG, COUNTY, EventBriefing, first_report


class Signed(NamedTuple):
    """What was signed."""

    made: EventBriefing
    files: MadeFiles
    briefing: Briefing

    def journal(self, names: GroupNaming = COUNTY.names) -> JournalOfBriefing:
        """``names``: of today."""
        today = NamedGroups(names, CATALOG)

        def fact(stated: Stated, fact: BriefFact) -> str:
            found = elements((self.briefing,), self.made.event, ToldNames(today, stated.names))
            return next((one.text for one in found if one.key == fact.element), "")

        def refuse(figure: Any) -> Any:
            raise AssertionError(figure)

        known = {"B1": self.briefing}
        return JournalOfBriefing(
            refuse, lambda seq: None, fact, known.get, lambda stated: renamed(stated.names, today)
        )

    def verified(self, path: Path, names: GroupNaming = COUNTY.names) -> VerifiedBriefing:
        return verify(path, CATALOG, self.journal(names))


def signed_report() -> Signed:
    """A first report, signed as number 15."""
    made = first_report()
    files = made_files(made.document, CATALOG)
    named = ((files.docx, "b.docx"), (files.xlsx, "b.xlsx"), (files.pdf, "b.pdf"))
    attachments = tuple(
        Attachment(sha256=hashlib.sha256(data).hexdigest(), name=name, size=len(data), media_type="application/zip")
        for data, name in named
    )
    briefing = replace(made.briefing, document=attachments[0].sha256, stated=files.stated, attachments=attachments)
    return Signed(made, files, briefing)


def part(data: bytes, name: str) -> str:
    """The text of a part of a file."""
    with ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def changed(data: bytes, change: Callable[[str, str], str]) -> bytes:
    """The file with ``change(name, text)`` for its document and what it states."""
    target = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(target, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "word/document.xml" or item.filename.startswith("customXml/county"):
                content = change(item.filename, content.decode()).encode()
            new.writestr(item, content)
    return target.getvalue()


class SignedFiles(Protocol):
    """A signed briefing of any kind."""

    @property
    def files(self) -> MadeFiles: ...

    def verified(self, path: Path) -> VerifiedBriefing:
        """What is found in a file that says to be it."""
        ...


def unfound_edits(signed: SignedFiles, path: Path, count: int, seed: int) -> list[str]:
    """So many edits of one digit each, at random places of the text; those for which not exactly one place is named."""
    chance = random.Random(seed)
    xml = part(signed.files.docx, "word/document.xml")
    texts = re.finditer(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml)
    spots = [text.start(1) + digit.start() for text in texts for digit in re.finditer(r"\d", text[1])]
    unfound = []
    for _ in range(count):
        at = chance.choice(spots)
        other = chance.choice([digit for digit in "0123456789" if digit != xml[at]])
        edited = xml[:at] + other + xml[at + 1 :]

        def edit(name: str, text: str, edited: str = edited) -> str:
            return edited if name.startswith("word/") else text

        path.write_bytes(changed(signed.files.docx, edit))
        found = signed.verified(path)
        if len(found.differences) + len(found.texts) != 1:
            unfound.append(f"{xml[at - 20 : at + 20]} -> {other}")
    return unfound
