"""The plain staff view: conversations, replies, what could not be trusted. Django as a door only."""
