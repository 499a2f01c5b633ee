"""In which order tracks stand: one kind of order a file."""
