"""食品溯源: where a batch went and came from, asked of the analysis, and recalls."""
