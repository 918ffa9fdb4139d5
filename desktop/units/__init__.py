"""Units and vehicles: the board, the choice of one to send, its way and lost cover, rounds, closed roads."""
