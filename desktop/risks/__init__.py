"""Risk early warning: the cards of what is unusual, their evidence, and what persons make of them."""
