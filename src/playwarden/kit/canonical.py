"""Documents as bytes that are the same for equal content: for fingerprints, version hashes and the audit chain."""

import hashlib
import json


def canonical(document: object) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8: equal documents give equal bytes. Raises TypeError for other things."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(document: object) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()
