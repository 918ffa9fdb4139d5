"""Training: hours of everybody against the target of the year, and the sessions that brought them."""
