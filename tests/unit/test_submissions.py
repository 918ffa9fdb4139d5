"""Commands of a window that await their replies."""

from __future__ import annotations

import msgspec
import pytest

from county.clock import ManualClock
from county.commands import Command
from county.drill.evaluation import ProposeImprovement
from desktop.backend.submissions import Submissions


def test_a_command_that_cannot_be_encoded_waits_for_no_reply() -> None:
    def submit(command: Command) -> None:
        msgspec.msgpack.encode(command)

    submissions = Submissions(submit, lambda: "", ManualClock(0), realm="drill:1")
    with pytest.raises(OverflowError):
        submissions.send(ProposeImprovement(note_id="n1", drill="drill:1", note="名单", proof=(1 << 64,)))
    assert (submissions.waiting, submissions.pending("n1")) == (0, None)
    submissions.send(ProposeImprovement(note_id="n1", drill="drill:1", note="名单", proof=(4,)))
    assert submissions.waiting == 1
