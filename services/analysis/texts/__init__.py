"""Full texts and names: the terms by which they are found, and the index that follows the timeline."""
