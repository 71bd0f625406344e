import imp

imp.reload(imp)
