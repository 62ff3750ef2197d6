"""What right solutions score: measured over many seeds, stored as thresholds."""
