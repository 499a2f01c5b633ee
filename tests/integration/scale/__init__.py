"""Jobs on real workers, told of over a real Redis, with everything in a real PostgreSQL."""
