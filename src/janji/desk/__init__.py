"""The plain staff view: conversations, replies, quarantine. Django as a door only."""
