/** The two languages of the console. Vietnamese first; whoever chooses English keeps it in this browser. */
import { effect, signal } from '@preact/signals'
import { readChoice, storeChoice } from './choices.ts'

export type Language = 'vi' | 'en'

export const language = signal<Language>(readChoice('language') === 'en' ? 'en' : 'vi')

/** Both texts stand side by side where they are used; a component that calls this follows a change of language. */
export function say(vi: string, en: string): string {
  return language.value === 'vi' ? vi : en
}

/** For texts that come in both languages from the gateway. */
export function sayOf(text: { readonly vi: string; readonly en: string }): string {
  return text[language.value]
}

effect(() => {
  document.documentElement.lang = language.value
  storeChoice('language', language.value)
})
