"""The workbooks that go out, and what goes back to those who returned them."""
