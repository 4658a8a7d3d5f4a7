"""Print preview, printing and PDF of any grid: pages laid out by app/report_pages, painted here (clause 2)."""
