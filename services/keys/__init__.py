"""The keys of a data folder: their register, registrations, principals, and the limits of a key."""
