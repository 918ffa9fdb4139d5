"""服务覆盖: how well villages reach public services, where further ones would serve most, and 流动服务车 tours."""
