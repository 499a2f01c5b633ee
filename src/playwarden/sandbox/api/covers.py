"""A playlist's cover: reading its addresses, uploading another."""

import base64
import binascii

from playwarden.sandbox.api.playlists import editable_playlist, pictures, seen_alone, wanted_playlist
from playwarden.sandbox.exchange import Answer, Refusal, json_answer
from playwarden.sandbox.routing import Call, Route

_MOST_BYTES = 256 * 1024
_JPEG = b"\xff\xd8\xff"


def _read(call: Call) -> Answer:
    playlist = wanted_playlist(call)
    return json_answer(pictures(call, seen_alone(call, playlist)))


def _upload(call: Call) -> Answer:
    """A base64 JPEG of at most 256 KB as it travels; 202, and it appears later under another address."""
    playlist = editable_playlist(call)
    call.need("ugc-image-upload")
    if len(call.request.body) > _MOST_BYTES:
        raise Refusal(413, "Payload Too Large")
    try:
        picture = base64.b64decode(call.request.body.strip(), validate=True)
    except binascii.Error:
        raise Refusal(400, "Error when parsing image") from None
    if not picture.startswith(_JPEG):
        raise Refusal(400, "Error when parsing image")
    call.world.writing(playlist, ("cover",))
    call.world.put_cover(playlist, picture)
    return Answer(202)


ROUTES = (
    Route("GET", "/playlists/{id}/images", _read),
    Route("PUT", "/playlists/{id}/images", _upload),
)
