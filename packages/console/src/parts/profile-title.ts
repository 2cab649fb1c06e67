import { profileWords } from '@congky/shared'
import { sayOf } from '../text.ts'

/** A profile as people know it; one of the configuration has no other name than its own. */
export function profileTitle(name: string): string {
  const words = Object.hasOwn(profileWords, name) ? profileWords[name] : undefined
  return words ? sayOf(words.title) : name
}
