/** How the value of a setting goes into a field, and back into a change. */
import type { SettingField, SettingsView } from '@congky/shared'
import { formatNumber } from '../../format.ts'
import { say, sayOf } from '../../text.ts'

/** What a field holds: text for numbers and lists too, as it was typed. */
export type Typed = string | boolean
export type Value = string | number | boolean | null | readonly string[]

/** The value of a key such as `limits.attemptsMax`. */
export function valueAt(settings: SettingsView['settings'], key: string): Value {
  const value = key.split('.').reduce<unknown>((tree, step) => (tree as Record<string, unknown>)?.[step], settings)
  return (value ?? null) as Value
}

export function toTyped(setting: SettingField, value: Value): Typed {
  if (setting.kind === 'flag') return value === true
  if (setting.kind === 'list') return Array.isArray(value) ? value.join('\n') : ''
  if (setting.kind === 'number') return String(Math.round((Number(value) / (setting.scale ?? 1)) * 100) / 100)
  return String(value ?? '')
}

/** @returns What is wrong with it in words; else the value, null for the default. */
export function toValue(setting: SettingField, typed: Typed): { readonly value: Value } | { readonly error: string } {
  if (typeof typed === 'boolean') return { value: typed }
  if (setting.kind === 'list') return { value: lines(typed) }
  const text = typed.trim()
  if (text === '') return { value: null }
  if (setting.kind !== 'number') return { value: text }
  const { scale } = setting
  // A dot between thousands is no decimal point: 20.000 must not become 20.
  if (!(scale ? /^\d+([.,]\d{1,3})?$/ : /^\d+$/).test(text))
    return { error: say('Cần một số nguyên, không có dấu chấm ngăn cách', 'A whole number, without separators') }
  return { value: Math.round(Number(text.replace(',', '.')) * (scale ?? 1)) }
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** A value in words, for the remark below a field. */
export function valueInWords(setting: SettingField, value: Value): string {
  const { kind, unit, choices } = setting
  if (kind === 'flag') return value === true ? say('bật', 'on') : say('tắt', 'off')
  if (kind === 'number' && unit) return `${formatNumber(Number(toTyped(setting, value)))} ${sayOf(unit)}`
  if (Array.isArray(value)) return value.join(', ') || say('để trống', 'empty')
  const choice = choices?.find((one) => one.value === value)
  return choice ? sayOf(choice.label) : String(value)
}

/** Whether a change hurts, and so is asked for. */
export function isAsked({ ask }: SettingField, next: Value, before: Value): boolean {
  if (!ask) return false
  const { when } = ask
  if (typeof when === 'object') return next === when.equals
  if (when === 'lower') return Number(next) < Number(before)
  if (when === 'changed') return true
  const has = (value: Value) => Array.isArray(value) && value.includes(location.hostname)
  return has(before) && !has(next)
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
