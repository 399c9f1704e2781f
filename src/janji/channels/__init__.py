"""The gates to the person: what comes in, what may go out, by which provider."""
