"""Stories of the engine that a curator can read."""
