"""`npm run import -- FOLDER`: a blog of another generator, read as data, becomes posts of this one."""
