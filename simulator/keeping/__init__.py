"""What of a sandbox is in its snapshot, and read from there when it is first touched."""
