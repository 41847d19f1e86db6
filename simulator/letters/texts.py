"""The words of letters, by language: `fi`, `sv`, `en` and `nb`. A new language is a new entry, and one in `SPOKEN`.

In sentences `{creditor}`, `{agency}`, `{day}` (until when to pay), `{rate}` and `{contact}` are filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """A language's words. `date` is a pattern for `strftime` in which `{d}` and `{m}` are without leading zeros."""

    titles: Mapping[str, str]
    opening: Mapping[str, str]
    fees: Mapping[str, str]
    labels: Mapping[str, str]
    interest: str
    dispute: str
    contact: str
    already_paid: str
    not_real: str
    date: str
    months: tuple[str, ...] = ()
    thousands: str = "\u00a0"
    decimal: str = ","
    amount: str = "{amount}\u00a0{currency}"


SPOKEN: Mapping[str, tuple[str, ...]] = {"FI": ("fi", "sv", "en"), "SE": ("sv", "en"), "NO": ("nb", "en")}
"""The languages in which letters are written in a country; the first is that of those that ask for no other."""

CODES: Mapping[str, str] = {
    "fin": "fi",
    "swe": "sv",
    "eng": "en",
    "no": "nb",
    "nn": "nb",
    "nor": "nb",
    "nob": "nb",
}
"""Other codes for these languages (ISO 639)."""

_FINNISH = Texts(
    titles={"reminder": "Maksumuistutus", "demand": "Maksuvaatimus"},
    opening={
        "reminder": "Alla oleva lasku, jonka maksua {agency} seuraa yhtiön {creditor} puolesta, on vielä maksamatta."
        " Pyydämme maksamaan sen viimeistään {day}.",
        "demand": "Alla oleva lasku on yhä maksamatta. {agency} vaatii yhtiön {creditor} puolesta, että se maksetaan"
        " viimeistään {day}. Muuten perintää voidaan jatkaa oikeudessa.",
    },
    fees={
        "reminder": "Muistutuskulu",
        "demand": "Perintäkulu, maksuvaatimus",
        "payment_plan": "Maksusuunnitelma",
        "due_date_moved": "Maksuajan pidennys",
    },
    labels={
        "creditor": "Velkoja",
        "number": "Laskun numero",
        "invoice_day": "Laskun päiväys",
        "due_date": "Eräpäivä",
        "principal": "Pääoma",
        "paid": "Maksettu tai hyvitetty",
        "total": "Maksettava yhteensä",
        "pay_by": "Viimeinen maksupäivä",
        "payee": "Saaja",
        "iban": "Tilinumero",
        "bic": "BIC",
        "reference": "Viitenumero",
    },
    interest="Viivästyskorko {rate} %",
    dispute="Jos vaatimus on mielestänne väärä, kiistäkää se ja kertokaa syy viimeistään {day}. Kiistettyä laskua ei"
    " peritä ennen kuin asia on selvitetty.",
    contact="Laskua koskeviin kysymyksiin vastaa {creditor}: {contact}.",
    already_paid="Jos lasku on jo maksettu, tämä kirje on aiheeton.",
    not_real="Tämä on dunboxin harjoituskirje. Kukaan ei ole siitä mitään velkaa.",
    date="{d}.{m}.%Y",
)
_SWEDISH = Texts(
    titles={"reminder": "Betalningspåminnelse", "demand": "Betalningskrav"},
    opening={
        "reminder": "Fakturan nedan, vars betalning {agency} bevakar för {creditor}, är ännu obetald. Vi ber er betala"
        " den senast {day}.",
        "demand": "Fakturan nedan är fortfarande obetald. {agency} kräver för {creditor} att den betalas senast {day}."
        " Annars kan indrivningen fortsätta i domstol.",
    },
    fees={
        "reminder": "Påminnelseavgift",
        "demand": "Inkassokostnad, betalningskrav",
        "payment_plan": "Betalningsplan",
        "due_date_moved": "Förlängd betalningstid",
    },
    labels={
        "creditor": "Borgenär",
        "number": "Fakturanummer",
        "invoice_day": "Fakturadatum",
        "due_date": "Förfallodag",
        "principal": "Kapital",
        "paid": "Betalt eller krediterat",
        "total": "Att betala",
        "pay_by": "Sista betalningsdag",
        "payee": "Mottagare",
        "iban": "Kontonummer",
        "bic": "BIC",
        "reference": "Referensnummer",
    },
    interest="Dröjsmålsränta {rate} %",
    dispute="Om ni anser att kravet är fel kan ni bestrida det och berätta varför, senast {day}. En bestridd faktura"
    " drivs inte in förrän saken är utredd.",
    contact="Frågor om fakturan besvaras av {creditor}: {contact}.",
    already_paid="Om fakturan redan är betald kan ni bortse från detta brev.",
    not_real="Detta är ett övningsbrev från dunbox. Ingen är skyldig något på grund av det.",
    date="%Y-%m-%d",
)
_ENGLISH = Texts(
    titles={"reminder": "Payment reminder", "demand": "Payment demand"},
    opening={
        "reminder": "The invoice below, whose payment {agency} follows for {creditor}, has not been paid yet. Please"
        " pay it by {day}.",
        "demand": "The invoice below is still unpaid. On behalf of {creditor}, {agency} demands that it be paid by"
        " {day}. If it is not, collection can go on in court.",
    },
    fees={
        "reminder": "Reminder fee",
        "demand": "Collection fee, payment demand",
        "payment_plan": "Payment plan",
        "due_date_moved": "Extension of the time to pay",
    },
    labels={
        "creditor": "Creditor",
        "number": "Invoice number",
        "invoice_day": "Invoice date",
        "due_date": "Due date",
        "principal": "Principal",
        "paid": "Paid or credited",
        "total": "Total to pay",
        "pay_by": "Pay by",
        "payee": "Payee",
        "iban": "Account",
        "bic": "BIC",
        "reference": "Reference",
    },
    interest="Late-payment interest {rate} %",
    dispute="If you think that the claim is wrong, dispute it and tell us why by {day}. A disputed invoice is not"
    " collected before the matter has been looked into.",
    contact="Questions about the invoice are answered by {creditor}: {contact}.",
    already_paid="If the invoice has been paid already, please disregard this letter.",
    not_real="This is a practice letter from dunbox. Nobody owes anything because of it.",
    date="{d} {month} %Y",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    thousands=",",
    decimal=".",
)
_NORWEGIAN = Texts(
    titles={"reminder": "Betalingspåminnelse", "demand": "Betalingsoppfordring"},
    opening={
        "reminder": "Fakturaen nedenfor, som {agency} følger opp for {creditor}, er ennå ikke betalt. Vi ber dere"
        " betale den senest {day}.",
        "demand": "Fakturaen nedenfor er fortsatt ubetalt. På vegne av {creditor} krever {agency} at den betales"
        " senest {day}. Ellers kan inndrivelsen fortsette rettslig.",
    },
    fees={
        "reminder": "Purregebyr",
        "demand": "Inkassosalær, betalingsoppfordring",
        "payment_plan": "Avdragsordning",
        "due_date_moved": "Utsatt betalingsfrist",
    },
    labels={
        "creditor": "Kreditor",
        "number": "Fakturanummer",
        "invoice_day": "Fakturadato",
        "due_date": "Forfallsdato",
        "principal": "Hovedstol",
        "paid": "Betalt eller kreditert",
        "total": "Å betale",
        "pay_by": "Betalingsfrist",
        "payee": "Mottaker",
        "iban": "Kontonummer",
        "bic": "BIC",
        "reference": "KID",
    },
    interest="Forsinkelsesrente {rate} %",
    dispute="Hvis dere mener at kravet er feil, kan dere bestride det og fortelle hvorfor, senest {day}. En bestridt"
    " faktura inndrives ikke før saken er avklart.",
    contact="Spørsmål om fakturaen besvares av {creditor}: {contact}.",
    already_paid="Hvis fakturaen allerede er betalt, kan dere se bort fra dette brevet.",
    not_real="Dette er et øvingsbrev fra dunbox. Ingen skylder noe på grunn av det.",
    date="{d}.{m}.%Y",
)
TEXTS: Mapping[str, Texts] = {"fi": _FINNISH, "sv": _SWEDISH, "en": _ENGLISH, "nb": _NORWEGIAN}
"""By language (ISO 639-1)."""


def language_for(country: str, asked: str | None) -> str:
    """The language of a letter in a country: the one asked for, where letters are written in it; else the country's.

    `asked` is a code of ISO 639, of two letters or three, in any case; what follows a dash (`sv-FI`) does not count.
    """
    spoken = SPOKEN[country]
    code = (asked or "").strip().lower().replace("_", "-").partition("-")[0]
    found = CODES.get(code, code)
    return found if found in spoken else spoken[0]
