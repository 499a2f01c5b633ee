"""Real processes, killed and cut off at real calls of a real (local) Spotify."""
