// Amounts are whole cents inside; decimals only where they come in and go out. No float is ever added up.

/** Cents of a decimal string ("1240.00") or of a number as JSON has it (1240.5). */
export function cents(value) {
  if (typeof value === 'number') return Math.round(value * 100);
  const found = /^(-?)(\d+)(?:[.,](\d{1,2}))?$/.exec(String(value).trim());
  if (!found) throw new Error(`${value} is no amount with two decimals at most`);
  const whole = Number(found[2]) * 100 + Number((found[3] ?? '').padEnd(2, '0'));
  return found[1] ? -whole : whole;
}

/** "1240.00" of 124000. */
export function text(amount) {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Half up, of whole numbers. */
export function divided(number, by) {
  return Math.floor((2 * number + by) / (2 * by));
}
