"""Units: status, tasks, who is dispatched, and which villages lose their cover."""
