"""Collection rounds: settings, planning, the solver, and their aggregate."""
