"""The line of a form that says why its command is not given."""

from __future__ import annotations

from desktop.widgets.literal import PlainLabel


class ProblemLabel(PlainLabel):
    """In the colour of errors, in as many lines as it needs; hidden until there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setProperty("role", "error")
        self.hide()

    def say(self, why: str) -> None:
        """Show ``why``."""
        self.setText(why)
        self.show()

    def take_back(self, why: str) -> None:
        """``why`` holds no more; what was said since, a refusal for one, stays."""
        if self.text() == why:
            self.hide()
