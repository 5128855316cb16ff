"""The blog that readers see: pages that `rendering` made when the image was built, served from memory, and the search."""
