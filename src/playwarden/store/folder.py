"""The data folder: there, and its owner's alone."""

import os
from pathlib import Path

from playwarden.kit.errors import StoreError


def prepare_folder(folder: Path) -> None:
    """Makes the data folder, for its owner alone. Raises StoreError when it is none or cannot be written."""
    remedy = "Give this user the right to write it, or choose another one with PLAYWARDEN_DATA_DIR."
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise StoreError(f"The data folder {folder} is a file.", "Choose another with PLAYWARDEN_DATA_DIR.") from None
    except OSError as error:
        raise StoreError(f"The data folder {folder} cannot be made: {error.strerror}.", remedy) from None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise StoreError(f"The data folder {folder} cannot be written.", remedy)
