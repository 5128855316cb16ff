"""The blog: Markdown posts, rendered once when the process starts, served from memory."""
