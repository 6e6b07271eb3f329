"""Side-by-side measurements against hand-written cdktf code that does the same."""
