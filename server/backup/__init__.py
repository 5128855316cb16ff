"""The server's side of a backup: what goes into it, the record of the last one, and how another server takes it in."""
