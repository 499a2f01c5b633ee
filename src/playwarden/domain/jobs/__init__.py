"""Jobs: durable pieces of work, the states they pass through, and what makes them again and again."""
