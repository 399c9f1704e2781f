"""Understanding without keeping: counts of whole periods that survive the people they are about."""
