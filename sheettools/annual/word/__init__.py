"""The annual report as a Word document, from a template that staff edit."""
