"""Jobs in the database: the book of them, their events, and the runners that carry them out."""
