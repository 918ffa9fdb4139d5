"""The engine of a drill: delivers the injects of a scenario on the real desk, and scores what its people do."""
