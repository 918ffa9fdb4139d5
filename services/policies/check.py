"""Checks the policies of a county package: what cannot be read, what cannot answer, and what contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from county.explained import ExplainedLine
from county.policy.conflicts import Stated, conflicts
from county.policy.documents import former_versions, in_force
from services.policies.importing import findings
from services.policies.library import Library


def check_policies(library: Library, on: date, print_line: Callable[[str], object]) -> int:
    """Print a line for each finding, and the sum; returns 1 when a file cannot be read or names no known document."""
    known = {doc.id for doc in library.docs}
    errors = [
        *library.faults,
        *(
            ExplainedLine("{id}: supersedes {old}, which is not here", id=doc.id, old=old)
            for doc in library.docs for old in doc.supersedes if old not in known
        ),
        *(
            ExplainedLine("{id}: supersedes a version that supersedes it; none of them is in force", id=doc.id)
            for doc in library.docs if any(doc.id in _replaced(library, old) for old in _replaced(library, doc.id))
        ),
    ]  # fmt: skip
    current = in_force(library.docs, on)
    warnings = [line for doc in library.docs for line in findings(doc)]
    warnings += [
        ExplainedLine("{one} and {other} differ; a person has to decide which is right", one=_named(one),
                      other=_named(other))
        for one, other in conflicts(doc for doc in library.docs if doc.id in current)
    ]  # fmt: skip
    for line in (*errors, *warnings):
        print_line(str(line))
    articles = sum(len(doc.articles) for doc in library.docs)
    print_line(str(ExplainedLine(
        "{count} policies with {articles} articles, {current} of them in force on {on}", count=len(library.docs),
        articles=articles, current=len(current), on=on.isoformat(),
    )))  # fmt: skip
    return 1 if errors else 0


def _replaced(library: Library, id: str) -> frozenset[str]:
    """Ids that the document ``id`` replaces, itself where it says so."""
    own = (id,) if any(doc.id == id and id in doc.supersedes for doc in library.docs) else ()
    return former_versions(library.docs, id).union(own)


def _named(stated: Stated) -> str:
    doc, article = stated
    return f"《{doc.title}》{article.no}"
