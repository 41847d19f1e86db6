// The two agencies behind Maventa that this client works with: all that is not the same with both.

const address = ({ street, postal_code: code, city, country }) => ({ streets: [street], zip_code: code, city, country });

/** What Visma Amili asks of a company when its service is ordered. */
function details(company) {
  const account = company.bank_accounts.find((one) => one.currency === 'EUR' && one.active !== false) ?? {};
  return {
    iban: account.iban,
    bic: account.bic,
    bank: account.bank,
    contact_person: company.contact?.name,
    contact_email: company.contact?.email,
    contact_phone_number: company.contact?.phone,
    customer_service_email: company.customer_service?.email,
    customer_service_phone_number: company.customer_service?.phone,
    billing_address: address(company.billing_address ?? company.address),
  };
}

export const AGENCIES = {
  ropo: {
    name: 'Ropo',
    waits: { company: 7, consumer: 14 }, // days after the due date, before it takes an invoice
    payer: /^ropo capital/i, // how its name as a payer begins
    service: '/v2/services/ropo/receivables',
    order: (company, contact) => ({ agreement_contact_email: contact }),
    isMine: () => true,
    assignment: 'ropo',
    noted: { reminder_amount: 0, interest_amount: 0 }, // what the company would have charged itself
    rentIn: ['FI'], // where it takes receivables of rent
  },
  perinta: {
    name: 'Perintä',
    waits: { company: 1, consumer: 1 },
    payer: /^visma amili/i, // it gives no business ID beside
    service: '/v2/services/amili/receivables',
    order: (company, contact) => ({ ...details(company), authorization_email: contact, service_type: 'express' }),
    isMine: ({ service_type: type }) => (type ?? 'express') === 'express',
    assignment: 'amili',
    noted: { reminder_amount: 0 },
    rentIn: [],
  },
};
