import { isAllowed, type Repertoire } from './repertoires.ts'

/** What people type that small repertoires lack, and what is nearest to it. */
const NEAREST: Readonly<Record<string, string>> = {
  Đ: 'D',
  đ: 'd',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '…': '...',
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
}

/**
 * A text in the characters that a repertoire has: as it is where it can be, else without marks (Vietnamese stays
 * readable so), in capitals under UNOA, and a full stop for what has no likeness. For words to people; data is never
 * changed so.
 *
 * @param version Of the syntax.
 */
export function spellIn(text: string, repertoire: Repertoire, version: number): string {
  const has = (character: string) => isAllowed(character, repertoire, version)
  const spelled = (character: string): string => {
    const plain = NEAREST[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '')
    const candidates = [character, plain, plain.toUpperCase()]
    return candidates.find((one) => one !== '' && [...one].every(has)) ?? '.'
  }
  const line = text.normalize('NFC').replace(/\s+/g, ' ').trim()
  return Array.from(line, spelled).join('')
}
