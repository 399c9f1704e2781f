"""The front door: raw ASGI. Webhooks are verified, sealed and durable before they are answered."""
