"""Opens a page in a browser where somebody sits before a screen."""

import os
import sys


def show(address: str) -> bool:
    """Whether it opened. Without a screen there is none, even where a browser of a terminal is installed."""
    import webbrowser

    if sys.platform not in ("darwin", "win32") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    return webbrowser.open(address)
