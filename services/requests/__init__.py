"""Requests and rows of clients: queued and answered within a time budget of each iteration of the loop."""
