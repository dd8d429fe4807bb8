"""What is shown of each target group."""
