"""Every number a company says on its earnings call: named, dated, checked, traced to its characters."""
