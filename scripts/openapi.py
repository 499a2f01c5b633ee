"""Prints the API's OpenAPI document, from which the types of the pages are generated (`npm run api`)."""

import json
import sys
from typing import cast

from playwarden.bootstrap import Container
from playwarden.web.api import api


def main() -> None:
    """The document as JSON. Its routes are described without a container: nothing is called."""
    json.dump(api(cast(Container, None)).openapi(), sys.stdout, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
