"""URIs and links are taken as people paste them, and only of what fits the place."""

import pytest

from playwarden.domain.links import WrongKind, item_uri, playlist_id

ID = "4uLU6hMCjMI75M1A2tKUQC"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"spotify:playlist:{ID}",
        f"spotify:user:somebody:playlist:{ID}",
        f"https://open.spotify.com/playlist/{ID}?si=abc",
        f"https://open.spotify.com/intl-de/playlist/{ID}",
        f"open.spotify.com/playlist/{ID}",
        f"https://open.spotify.com/user/somebody/playlist/{ID}",
        f"  spotify:playlist:{ID} ",
    ],
)
def test_a_playlist_is_named_by_uri_link_or_id(text: str) -> None:
    assert playlist_id(text) == ID


@pytest.mark.parametrize(
    "text",
    [f"spotify:track:{ID}", "Summer", "", f"https://example.org/playlist/{ID}", f"https://open.spotify.com/album/{ID}"],
)
def test_anything_else_is_no_playlist(text: str) -> None:
    with pytest.raises(WrongKind, match="expected a playlist"):
        playlist_id(text)


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        (f"spotify:track:{ID}", f"spotify:track:{ID}"),
        (f"https://open.spotify.com/track/{ID}?si=1", f"spotify:track:{ID}"),
        (f"https://open.spotify.com/embed/episode/{ID}", f"spotify:episode:{ID}"),
        ("spotify:local:A:B:C:200", "spotify:local:A:B:C:200"),
        ("Artist - Title", None),
        ("Title", None),
    ],
)
def test_an_item_is_a_track_an_episode_or_a_local_file(text: str, uri: str | None) -> None:
    assert item_uri(text) == uri


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"spotify:album:{ID}", "expected a track or an episode, not an album"),
        (f"https://open.spotify.com/artist/{ID}", "not an artist"),
        ("https://example.org/x", "is no URI or link"),
        ("spotify:track:short", "is no URI or link"),
    ],
)
def test_what_a_playlist_cannot_hold_is_refused(text: str, told: str) -> None:
    with pytest.raises(WrongKind, match=told):
        item_uri(text)
