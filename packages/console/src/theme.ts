/** Light or dark: as the system has it, unless the person chose. */
import { effect, signal } from '@preact/signals'
import { readChoice, storeChoice } from './choices.ts'

export type Theme = 'system' | 'light' | 'dark'

const stored = readChoice('theme')

export const theme = signal<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system')

effect(() => {
  document.documentElement.dataset.theme = theme.value
  storeChoice('theme', theme.value)
})
