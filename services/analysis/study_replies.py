"""Replies that tell how far an answer is, or the answer."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from msgspec.structs import replace

from county.explained import Explained
from services.protocol.messages import Trouble
from services.protocol.study_messages import StudyState
from services.studies.apart import StudyCancelled
from services.studies.studies import Study


class StudyReply(Protocol):
    """A message with the fields ``share``, ``template``, ``params`` and ``answer``, too."""

    @property
    def state(self) -> StudyState: ...


Reply = TypeVar("Reply", bound=StudyReply)


def with_state(reply: Reply, study: Study[Any]) -> Reply:
    """``reply``, which says that its answer waits, with how far it is.  Raises what is a defect of the work."""
    try:
        answer = study.answer
    except StudyCancelled:
        return reply
    except Explained as error:
        study.given_up.set()  # the next question begins it anew: a search may have failed for want of memory
        told = Trouble.of(error.line)
        return _changed(reply, state="refused", template=told.template, params=told.params)
    if answer is not None:
        return _changed(reply, state="done", share=1.0, answer=answer)
    return _changed(reply, state="working", share=min(1.0, study.share)) if study.is_begun else reply


def _changed(reply: Reply, **fields: Any) -> Reply:
    changed: Any = replace(reply, **fields)  # type: ignore[type-var]
    found: Reply = changed
    return found
