"""Whether a business is connected to its channel: a folder alone sends and receives nothing.

A business without its provider's secrets is shown with its policy and proofs, its days end as
promised, and nothing is sent or received for it.
"""

from __future__ import annotations

from janji.kit.settings import Settings
from janji.policy.business import Business

PROVIDERS = frozenset({"twilio"})


def connected(settings: Settings, business: Business) -> bool:
    """Whether *business* can send and receive: its provider is known and both secrets are set."""
    return business.channel.provider in PROVIDERS and not missing_secrets(settings, business)


def missing_secrets(settings: Settings, business: Business) -> tuple[str, ...]:
    """The names of the provider's secrets that are not set."""
    names = (business.channel.account_env, business.channel.token_env)
    return tuple(name for name in names if not settings.secret(name))
