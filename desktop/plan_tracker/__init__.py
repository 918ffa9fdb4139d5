"""Plans as a tree with a time line: what is done by evidence, what is late and what that delays, money, pilots."""
