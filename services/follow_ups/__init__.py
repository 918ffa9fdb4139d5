"""Commands of the backend itself that follow a record, a position, a reading or a time."""
