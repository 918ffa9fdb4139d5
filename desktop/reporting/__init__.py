"""A new event is written down: the form of a report, its class by sound, hints and possible duplicates."""
