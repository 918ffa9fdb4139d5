"""Briefings (值班快报, 日报, 周报, 月度通报, 专报): what they state, how they are checked, signed and sent."""
