"""Tables, one file per area; importing this package registers them all on `Base.metadata`."""
