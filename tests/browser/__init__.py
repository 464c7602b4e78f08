"""People in front of the real pages: a real browser, web server, worker and local QuickBooks."""
