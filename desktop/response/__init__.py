"""The response to an emergency: plans and their parts, levels, notices, shelters, reports, automation rules."""
