/**
 * What is wrong with a tax code, for whoever is typing one. Needs nothing of the other files: the console loads
 * it without the catalogue of errors.
 */

export type TaxCodeCheck =
  | { readonly kind: 'valid'; readonly form: 'enterprise' | 'branch' | 'person' }
  /** `expected` is the digit that goes with the first nine; null where none does: one of those is mistyped. */
  | { readonly kind: 'wrong-check-digit'; readonly expected: number | null }
  /** Digits written so far, fewer than a form needs: 10, 13 (a branch) or 12 (a person). */
  | { readonly kind: 'incomplete'; readonly digits: number }
  | { readonly kind: 'too-long'; readonly digits: number }
  | { readonly kind: 'no-digits' }

const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3] as const

/**
 * The tenth digit that goes with the first nine: N10 = 10 − (Σ weight·digit mod 11), where 10 means that no
 * valid digit exists (null).
 * Source: the rule of the public validators; it holds for sixteen codes in use.
 *
 * @param digits Begins with nine digits.
 */
export function expectedCheckDigit(digits: string): number | null {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  const expected = 10 - (sum % 11)
  return expected === 10 ? null : expected
}

/** Blanks and dots do not count; the dash of a branch may be left out, as `parseTaxCode` reads it. */
export function checkTaxCode(written: string): TaxCodeCheck {
  const compact = written.replace(/[\s.]/g, '')
  const hasDash = compact.includes('-')
  if (!(hasDash ? /^\d{10}-\d*$/ : /^\d*$/).test(compact)) return { kind: 'no-digits' }
  const digits = compact.replace('-', '')
  if (digits.length > 13) return { kind: 'too-long', digits: digits.length }
  if (digits.length === 12 && !hasDash) return { kind: 'valid', form: 'person' }
  if (hasDash || digits.length === 10 || digits.length === 13) {
    const expected = expectedCheckDigit(digits)
    if (expected !== Number(digits[9])) return { kind: 'wrong-check-digit', expected }
  }
  if (digits.length === 10 && !hasDash) return { kind: 'valid', form: 'enterprise' }
  if (digits.length === 13) return { kind: 'valid', form: 'branch' }
  return { kind: 'incomplete', digits: digits.length }
}
