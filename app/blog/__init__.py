"""The blog that readers see: pages that were rendered when the image was built, served from memory, and the search."""
