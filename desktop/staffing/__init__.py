"""人员配置与政策模拟: what another staffing or policy would change, asked of the analysis."""
