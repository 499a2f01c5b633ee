"""Generic helpers without music: clock, ids, errors, text, canonical documents."""
