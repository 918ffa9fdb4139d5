"""服务覆盖: coverage by public services, proposed sites and mobile tours, asked of the analysis and kept."""
