"""Commands: what owners, officers and operators type."""
