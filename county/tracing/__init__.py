"""食品安全溯源: what scanners see of goods, where a bad batch went and came from, and its recall."""
