"""Who is on duty: the operator and its enrolment, the other seats, the duty log, the handover of a shift."""
