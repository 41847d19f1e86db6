"""What agencies write to debtors: `of` and `find` know the letters of a sandbox, `text` and `pdf` write them out."""
