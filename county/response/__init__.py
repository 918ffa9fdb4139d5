"""Emergency response: plans, levels, notices, evacuations, situation reports."""
