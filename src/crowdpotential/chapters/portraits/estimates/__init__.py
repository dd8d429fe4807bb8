"""What is estimated of each target group."""
