"""What a new company begins with: profiles, preferences, the sample company."""
