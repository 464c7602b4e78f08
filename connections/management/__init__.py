"""What an administrator runs from the shell or cron."""
