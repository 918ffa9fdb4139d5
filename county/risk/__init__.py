"""Risk early warning (风险预警): cards for matters in which there is more than the past explains."""
