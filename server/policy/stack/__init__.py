"""What a compose.yaml may say, and the stack that is deployed in its place."""
