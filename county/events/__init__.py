"""Events from report to evaluation: decisions, fold, clocks, deadlines, escalation, duplicates, words of reports."""
