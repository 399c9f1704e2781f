"""The promise as data: read it, check it, ask it, render it.

Everything a business promises stands in businesses/<name>/policy.yaml. This room turns the file
into answers (`questions.Policy`), into a page for people (`render`) and into lists (`promises`).
It knows no database and no network.
"""
