"""What several chapters of the report show with: a run as one reader sees it, frames of exhibits, and words that many use."""
