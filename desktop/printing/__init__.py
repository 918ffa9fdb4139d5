"""Pages for paper: an event's page, and their layout in a thread."""
