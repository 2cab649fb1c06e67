/** What a person chose for this browser alone: language, theme, sounds. Never anything secret. */

const PREFIX = 'congky.'

/** @returns null where nothing was chosen, or the browser keeps nothing. */
export function readChoice(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name)
  } catch {
    return null
  }
}

export function storeChoice(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value)
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
