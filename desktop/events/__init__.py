"""The events on the desk: list, boards, Kanban, filters, counts, order of urgency, steps for several at once."""
