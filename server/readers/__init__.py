"""Who reads the blog: daily summaries of nginx' access log, without anything that identifies a reader."""
