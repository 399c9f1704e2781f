"""What the peers store: apart from them, for Django is set up by whoever imports its view."""

KEEP = """
INSERT INTO peer_message (sid, sender, body, at) VALUES (%s, %s, %s, now())
ON CONFLICT (sid) DO NOTHING
"""
TABLE = """
CREATE TABLE peer_message (sid text PRIMARY KEY, sender text NOT NULL, body text NOT NULL,
                           at timestamptz NOT NULL);
CREATE INDEX peer_message_sender ON peer_message (sender, at);
GRANT SELECT, INSERT ON peer_message TO janji_app;
"""
