"""The reference centre of ekin-sync/1: one write path (``push``), all reads by feeds, the same rules as the client."""
