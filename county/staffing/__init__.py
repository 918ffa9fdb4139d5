"""Staffing of hotline, counters and grids, and what changes of policies would do: queues by formula and by simulation,
allowances by age, loads, and what a change that was really made has done."""
