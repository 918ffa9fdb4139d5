"""Keys and pointer: the table of keys, the way of the focus, forms sent by a key, rows held while a hand aims."""
