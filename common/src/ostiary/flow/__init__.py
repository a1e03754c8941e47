"""What a conversation has read, and what that forbids. Pure."""
