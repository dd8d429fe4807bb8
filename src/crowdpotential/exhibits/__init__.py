"""The exhibits of the report: records of what a table or chart shows, and how each form of the report renders them."""
