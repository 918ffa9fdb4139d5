"""计划跟踪: plans as trees of items with leads, milestones, budgets and indicators; progress by evidence alone."""
