"""JSON Schema of the files of a business, and of what we publish for programs."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from janji.policy.model import PolicyFile
from janji.policy.model_business import BusinessFile
from janji.policy.model_messages import MessagesFile
from janji.policy.model_well_known import WellKnown

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: dict[str, type[BaseModel]] = {
    "policy.schema.json": PolicyFile,
    "business.schema.json": BusinessFile,
    "messages.schema.json": MessagesFile,
    "janji-policy.schema.json": WellKnown,
}


def schema_text(name: str) -> str:
    """The text of docs/reference/<name>, from the same model that reads the file."""
    schema = SCHEMAS[name].model_json_schema(by_alias=True, mode="validation")
    return (
        json.dumps({"$schema": DIALECT} | plain_patterns(schema), indent=1, ensure_ascii=False)
        + "\n"
    )


def plain_patterns(node: Any) -> Any:
    """The schema with the anchors of JavaScript's expressions (^ $) in place of ours."""
    if isinstance(node, dict):
        return {
            key: value.replace(r"\A", "^").replace(r"\z", "$")
            if key == "pattern" and isinstance(value, str)
            else plain_patterns(value)
            for key, value in node.items()
        }
    return [plain_patterns(item) for item in node] if isinstance(node, list) else node
