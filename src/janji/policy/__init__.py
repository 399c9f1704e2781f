"""The promise as data: read it, check it, ask it, render it.

Everything a business promises stands in businesses/<name>/policy.yaml. This room turns the file
into answers (`questions.Policy`), into a page for people (`render`) and into lists (`promises`).
It knows no database and no network.
"""

import os

# What others may have installed beside us has no business in our models; looking for it is slow.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
