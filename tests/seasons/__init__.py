"""Rule sets that live through weeks with placements, holds, and people who edit in the Spotify app."""
