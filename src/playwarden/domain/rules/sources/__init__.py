"""Where tracks come from: one kind of source a file."""
