"""Bulk: one edit of hundreds of playlists, shown with its whole cost before, carried out as one run."""
