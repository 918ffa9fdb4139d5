"""Files: chosen and saved, sent with a command, fetched and opened, photos as thumbnails and without metadata."""
