"""From received files to weighted respondents."""
