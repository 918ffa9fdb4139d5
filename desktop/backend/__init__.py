"""What a window receives from the backend and asks of it: the feed, commands, contacts, a restored journal."""
