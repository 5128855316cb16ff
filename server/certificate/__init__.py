"""The site's certificate: what is wanted, how it is ordered, what nginx is told."""
