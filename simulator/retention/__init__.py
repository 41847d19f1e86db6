"""How long sandboxes are kept, and as what: archives of them, restored wherever they are wanted, and expiry."""
