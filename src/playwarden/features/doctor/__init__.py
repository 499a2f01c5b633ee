"""The doctor: what is wrong here and what helps; live, what Spotify does that it does not document."""
