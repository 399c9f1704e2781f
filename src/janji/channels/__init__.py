"""The gate to the person: what is sent, by which provider, and what the provider must forget."""
