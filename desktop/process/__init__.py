"""What belongs to the process rather than to its window: imports, memory, fonts, the start, off-screen runs."""
