"""培训: sessions, who took part by post, hours against the targets of a year."""
