/** How text is compared when people search: without case and without the marks of Vietnamese. */

const PLAIN = /^[\x20-\x7e]*$/

/** `Đại lý Hải quan` becomes `dai ly hai quan`. */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
}

const WORDS_MAX = 8

/** The words of a search, folded; all of them have to be found. */
export function searchWords(text: string): string[] {
  return foldText(text).split(/\s+/).filter(Boolean).slice(0, WORDS_MAX)
}
