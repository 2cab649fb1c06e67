/** One setting as people meet it, and how its value goes into a field and back into a change. */
import type { SettingsView } from '@congky/shared'
import type { Question } from '../../design/dialog.tsx'
import type { Choice } from '../../design/field.tsx'
import { formatNumber } from '../../format.ts'
import { say } from '../../text.ts'

/** What a field holds: text for numbers and lists too, as it was typed. */
export type Typed = string | boolean
export type Value = string | number | boolean | null | readonly string[]

interface Common {
  /** Key of the configuration, such as `limits.attemptsMax`. */
  readonly key: string
  readonly label: string
  /** What it means. */
  readonly hint: string
  /** What to ask before it is saved; null when nothing hurts. */
  readonly ask?: (next: Value, before: Value) => Question | null
}

export type Setting = Common &
  (
    | { readonly kind: 'flag' }
    | { readonly kind: 'text' }
    /** One on each line. */
    | { readonly kind: 'list' }
    /** `unit` is empty where a number counts nothing; `scale`: how many of the file's units one of the field's is. */
    | { readonly kind: 'number'; readonly unit: string; readonly scale?: number }
    | { readonly kind: 'choice'; readonly choices: readonly Choice<string>[] }
  )

/** The value of a key such as `limits.attemptsMax`. */
export function valueAt(settings: SettingsView['settings'], key: string): Value {
  const value = key.split('.').reduce<unknown>((tree, step) => (tree as Record<string, unknown>)?.[step], settings)
  return (value ?? null) as Value
}

export function toTyped(setting: Setting, value: Value): Typed {
  if (setting.kind === 'flag') return value === true
  if (setting.kind === 'list') return Array.isArray(value) ? value.join('\n') : ''
  if (setting.kind === 'number') return String(Math.round((Number(value) / (setting.scale ?? 1)) * 100) / 100)
  return String(value ?? '')
}

/** @returns What is wrong with it in words; else the value, null for the default. */
export function toValue(setting: Setting, typed: Typed): { readonly value: Value } | { readonly error: string } {
  if (typeof typed === 'boolean') return { value: typed }
  if (setting.kind === 'list') return { value: lines(typed) }
  const text = typed.trim()
  if (text === '') return { value: null }
  if (setting.kind !== 'number') return { value: text }
  const number = Number(text.replace(',', '.')) * (setting.scale ?? 1)
  if (!/^\d+([.,]\d+)?$/.test(text) || (!setting.scale && !Number.isInteger(number)))
    return { error: say('Cần một số nguyên, không có dấu chấm ngăn cách', 'A whole number, without separators') }
  return { value: Math.round(number) }
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** The default in words, for the remark below a field. */
export function shownDefault(setting: Setting, value: Value): string {
  if (setting.kind === 'flag') return value === true ? say('bật', 'on') : say('tắt', 'off')
  if (setting.kind === 'choice') return setting.choices.find((one) => one.value === value)?.label ?? String(value)
  if (setting.kind === 'number' && setting.unit !== '')
    return `${formatNumber(Number(toTyped(setting, value)))} ${setting.unit}`
  return Array.isArray(value) ? value.join(', ') || say('để trống', 'empty') : String(value)
}

/** `{ 'limits.attemptsMax': 5 }` as the body of a change. */
export function toBody(changes: ReadonlyMap<string, Value>): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [key, value] of changes) {
    const [group = '', below] = key.split('.')
    if (below === undefined) body[group] = value
    else body[group] = { ...(body[group] as object | undefined), [below]: value }
  }
  return body
}
