"""民生需求预测: a forecast in a process of its own, its answer in words, and forecasts of tables of one's own."""
