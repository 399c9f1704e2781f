"""The first business's texts, for tests that need them before fixtures exist."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
RAMEN = ROOT / "businesses" / "ramen-master"
POLICY_TEXT = (RAMEN / "policy.yaml").read_text(encoding="utf-8")
PUBLISHED = (RAMEN / "published.txt").read_text(encoding="utf-8")
