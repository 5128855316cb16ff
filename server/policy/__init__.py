"""What an author may push: readers of trees, Dockerfiles, compose.yaml, images and nginx' configuration."""
