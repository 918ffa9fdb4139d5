"""What was known at a moment: states, the desk, records, readings, and when records had happened."""
