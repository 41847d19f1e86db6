"""Business documents that cross the border: e-invoices that come in, bank statements that go out."""
