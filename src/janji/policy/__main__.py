"""`python -m janji.policy` writes the files made from the model and from the businesses."""

from __future__ import annotations

from janji.policy.business import all_businesses
from janji.policy.promises import markdown, root
from janji.policy.schema import SCHEMAS, schema_text


def write() -> None:
    """Write docs/reference/*.schema.json and docs/promises.md as they should be now."""
    docs = root() / "docs"
    (docs / "reference").mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        (docs / "reference" / name).write_text(schema_text(name), encoding="utf-8")
    text = markdown(all_businesses(root() / "businesses"))
    (docs / "promises.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
