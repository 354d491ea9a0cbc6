"""The office's register: what the office writes about the units' matters, kept the year through."""
