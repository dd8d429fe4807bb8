"""How rows of marks and other pictures are drawn with matplotlib, in the colours and the grammar of the page."""
