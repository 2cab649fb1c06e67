/**
 * Text without accents and case: people search for “cong ty a” and mean “Công ty Á”. Vietnamese marks fall away
 * by decomposition (Unicode NFD); đ is a letter of its own and has none.
 */
export function plainLetters(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase()
}
