"""The steps of an event: their buttons, the forms below them, the reason of a step, what a correction changed."""
