"""Emergency response: plans, levels, notices, evacuations, reports from the site, situation reports."""
