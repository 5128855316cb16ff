"""The weekly window: what makes an old server a patched one."""
