"""The library: mirrors the playlists of all accounts, reads their items within the quota, and answers about them."""
