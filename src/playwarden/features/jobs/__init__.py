"""Jobs as people see them: what there is to do, how far it is, and what they may ask of it."""
