/** What each of Spotify's scopes is for. */
export const WHY: Readonly<Record<string, string>> = {
  "playlist-read-private": "to see private playlists",
  "playlist-read-collaborative": "to see playlists made with others",
  "playlist-modify-private": "to change private playlists",
  "playlist-modify-public": "to change public playlists",
  "ugc-image-upload": "to set covers",
  "user-read-recently-played": "for the listening history",
  "user-read-currently-playing": "to see what is playing",
  "user-read-playback-state": "to see where it is playing",
  "user-top-read": "for top tracks and artists",
  "user-library-read": "to see saved tracks and albums",
  "user-library-modify": "to follow, unfollow and delete playlists",
  "user-follow-read": "to see followed artists",
  "user-read-private": "to know whose account it is",
};
