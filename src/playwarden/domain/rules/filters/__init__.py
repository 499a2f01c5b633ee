"""Which tracks stay: one kind of filter a file."""
