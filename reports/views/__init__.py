"""What a template shows beside the page's own fields, worked out beforehand."""
