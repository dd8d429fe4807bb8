"""Small domains: what others of their kind tell of them, beside what their own respondents do."""
