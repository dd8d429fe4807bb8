"""The chapters of the report, one folder each: what a chapter reads of params, its stage, its exhibits, its words."""
