"""民生需求预测: what is asked of the analysis, its answer in table, chart and map, and the task that follows."""
