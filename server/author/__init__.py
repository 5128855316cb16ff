"""What an author's key may do."""
