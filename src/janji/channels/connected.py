"""Whether a business is connected to its channel: a folder alone sends and receives nothing.

A business without its provider's secrets is shown with its policy and proofs, its days end as
promised, and nothing is sent or received for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from janji.kit.settings import Settings
from janji.policy.business import Business

PROVIDERS = frozenset({"twilio"})


@dataclass(frozen=True)
class Lack:
    """What keeps a business from sending and receiving.

    provider: one that nothing here can speak to. secrets: the names of those that are not set.
    """

    provider: str = ""
    secrets: tuple[str, ...] = ()


def lack(settings: Settings, business: Business) -> Lack | None:
    """What *business* lacks; None when it can send and receive."""
    if business.channel.provider not in PROVIDERS:
        return Lack(provider=business.channel.provider)
    names = missing_secrets(settings, business)
    return Lack(secrets=names) if names else None


def connected(settings: Settings, business: Business) -> bool:
    """Whether *business* can send and receive: its provider is known and both secrets are set."""
    return lack(settings, business) is None


def missing_secrets(settings: Settings, business: Business) -> tuple[str, ...]:
    """The names of the provider's secrets that are not set."""
    names = (business.channel.account_env, business.channel.token_env)
    return tuple(name for name in names if not settings.secret(name))
