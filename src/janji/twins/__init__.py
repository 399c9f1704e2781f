"""Provider twins: separate processes that speak a provider's contract, for trial and tests."""
