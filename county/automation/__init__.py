"""Automation rules (联动规则): the table, what triggers a rule, the log of runs."""
