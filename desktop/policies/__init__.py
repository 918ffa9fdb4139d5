"""Questions about policies: the articles that answer them, and the ones that a person answers."""
