import legacy.billing
