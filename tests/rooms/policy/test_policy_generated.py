"""Files made from the model and the businesses are current, and editors' schema judges alike."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs
import pytest
import yaml
from policy_texts import POLICY_TEXT, RAMEN, ROOT

from janji.kit.text import catalogue
from janji.policy.business import Business, all_businesses
from janji.policy.promises import markdown
from janji.policy.schema import SCHEMAS, schema_text

SOURCES = sorted((ROOT / "src" / "janji" / "policy").glob("*.py"))


def as_editors_see(text: str) -> Any:
    """A file as an editor's schema checker reads it: dates are text."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_for_editors_is_the_one_the_model_makes(name: str) -> None:
    stored = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert stored == schema_text(name), "run: python -m janji.policy"


def test_the_list_of_promises_is_the_one_the_businesses_make() -> None:
    stored = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    assert stored == markdown(all_businesses(ROOT / "businesses")), "run: python -m janji.policy"


@pytest.mark.parametrize("kind", ["policy", "business"])
def test_each_file_names_its_schema_first(kind: str) -> None:
    first = (RAMEN / f"{kind}.yaml").read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found
    assert (RAMEN / found[1]).resolve() == ROOT / "docs" / "reference" / f"{kind}.schema.json"


@pytest.mark.parametrize("kind", ["policy", "business"])
def test_another_program_judges_the_file_by_the_schema_as_we_do(kind: str) -> None:
    judge = jsonschema_rs.validator_for(json.loads(schema_text(f"{kind}.schema.json")))
    text = (RAMEN / f"{kind}.yaml").read_text(encoding="utf-8")
    assert judge.is_valid(as_editors_see(text))
    assert not judge.is_valid(as_editors_see(text + "\nsurprise: 1\n"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("agent_idle: 30 minutes", "agent_idle: 30"),
        ("per_day: 200", "per_day: many"),
        ("allowed: false", "allowed: maybe"),
        ("give_up: never", "give_up: sometimes"),
        ("- id: R-06\n", "- id: R6\n"),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(old: str, new: str) -> None:
    judge = jsonschema_rs.validator_for(json.loads(schema_text("policy.schema.json")))
    assert POLICY_TEXT.count(old) == 1
    assert not judge.is_valid(as_editors_see(POLICY_TEXT.replace(old, new)))


def test_every_promise_has_a_line_in_the_list(ramen: Business) -> None:
    lines = markdown([ramen]).splitlines()
    for promise in ramen.policy.promises:
        assert sum(line.startswith(f"| {promise.id} |") for line in lines) == 1


def test_every_code_that_this_room_names_has_words_in_both_languages() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    codes = set(re.findall(r'"(policy\.[a-z_0-9]+)"', text)) - {"policy.yaml"}
    codes |= {f"policy.{name}" for name in re.findall(r'CustomError\(\s*"([a-z_]+)"', text)}
    assert len(codes) > 50
    for code in sorted(codes):
        assert set(catalogue()[code]) == {"id", "en"}, code
