"""Half-written forms, kept over a restart."""
