"""Seals secrets for the database: Fernet with one or several keys, kept in a file of mode 0600 or given as text."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from playwarden.kit.errors import CorruptKey, StoreError

KEY_FILE = "secret.key"
_PUT_BACK = (
    "Put back the secret.key of this data folder (or PLAYWARDEN_SECRET_KEY); without it the accounts have to be "
    "connected again. Nothing else is lost."
)
_NEW_KEY = (
    "A key is 32 random bytes in URL-safe base64: "
    '`python3 -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"` makes one.'
)


class Sealer:
    """Seals with the first key and opens with any of them. A key is changed by putting the new one before the old one:
    whatever is sealed from then on, each token within an hour of use, is sealed with the new one.

    The keys are never shown: not by `repr`, not in errors.
    """

    def __init__(self, keys: Iterable[str], *, source: str = "the key") -> None:
        """Raises CorruptKey for what is no Fernet key; `source` says in its sentence where it came from."""
        try:
            self._fernets = [Fernet(key) for key in keys]
        except ValueError:
            raise CorruptKey(f"{source} holds no usable key.", f"{_PUT_BACK} {_NEW_KEY}") from None
        if not self._fernets:
            raise CorruptKey(f"{source} is empty.", f"{_PUT_BACK} {_NEW_KEY}")
        self._fernet = MultiFernet(self._fernets)
        self._source = source

    def seal(self, secret: str) -> bytes:
        return self._fernet.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """Raises CorruptKey when none of the keys sealed it."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise CorruptKey(f"{self._source} does not open what was sealed with another key.", _PUT_BACK) from None

    @classmethod
    def from_text(cls, text: str, *, source: str = "PLAYWARDEN_SECRET_KEY") -> "Sealer":
        """Keys separated by commas or white space, the one to seal with first."""
        return cls(text.replace(",", " ").split(), source=source)

    @classmethod
    def from_file(cls, path: Path) -> "Sealer":
        """The keys of a file, one a line; the file is made, with a new key, when it is not there.

        Several processes may make it at once: one wins, and all read the winner's. Raises CorruptKey, StoreError.
        """
        try:
            if not path.exists():
                _make(path)
            text = path.read_text(encoding="ascii")
            if path.stat().st_mode & 0o077:
                path.chmod(0o600)
        except UnicodeDecodeError:
            raise CorruptKey(f"{path} holds no usable key.", f"{_PUT_BACK} {_NEW_KEY}") from None
        except OSError as error:
            raise StoreError(
                f"The key file {path} cannot be read or made ({error.strerror}).",
                "Give this user the right to read it and to write its folder, or set PLAYWARDEN_SECRET_KEY.",
            ) from error
        return cls.from_text(text, source=str(path))


def _make(path: Path) -> None:
    """Writes a new key beside the file, then links it there: the file is never seen half-written or replaced."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
        except OSError:  # a file system without hard links: the last of several makers wins there
            Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
