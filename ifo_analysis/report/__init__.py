"""From a document of blocks to what people read: PDF and HTML."""
