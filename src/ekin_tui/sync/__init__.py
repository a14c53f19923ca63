"""The exchange with the centre (docs/protocol.md): decide first (plan), then do (engine)."""
