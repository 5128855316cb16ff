"""What the server says about itself to the outside: one public address, and messages to the operator."""
