"""What a page is made of: finished data, frozen, without a single calculation left."""
