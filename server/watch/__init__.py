"""What looks after the site once a minute."""
