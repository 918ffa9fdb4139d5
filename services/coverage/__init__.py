"""Coverage by public services: the county's facilities, travel times, and searches in a process of their own."""
