import legacy.api
