"""Pages of events by filter, order and text; closed events like a given one; what else tells of an event."""
