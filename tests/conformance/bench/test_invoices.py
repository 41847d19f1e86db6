"""The document that reading is measured with is a sound one, of the length that is asked for."""

from __future__ import annotations

import pytest

from conformance.bench.invoices import finvoice
from simulator.documents.finvoice import read


@pytest.mark.parametrize("rows", [1, 50])
def test_an_invoice_has_the_rows_that_are_asked_for_and_they_add_up_to_its_total(rows: int) -> None:
    invoice = read(finvoice(rows))
    assert (invoice.version, len(invoice.rows)) == ("3.0", rows)
    assert invoice.rows_sum == invoice.total.decimal == rows * 1240
    assert invoice.has_sound_iban
    assert invoice.buyer.address is not None
    assert invoice.buyer.address.is_full
