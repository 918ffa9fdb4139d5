"""The verbs that open a window or draw pictures; those without a window are in services/command_line."""
