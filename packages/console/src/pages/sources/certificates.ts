/** The certificates that can be chosen as a default: those on the tokens that are plugged in. */
import { subjectName } from '@congky/shared'
import type { Choice } from '../../design/field.tsx'
import { status } from '../../live.ts'
import { say } from '../../text.ts'

interface Certificate {
  readonly subject: string
  readonly serial: string
  readonly thumbprint: string
}

const known = (): readonly Certificate[] => status.value?.tokens.flatMap(({ certificates }) => certificates) ?? []

/** @param reference Thumbprint or serial number; null for none. */
export function certificateLabel(reference: string | null): string | null {
  if (reference === null) return null
  const found = find(reference)
  return found ? `${subjectName(found.subject)} · ${found.serial.slice(0, 8)}…` : `${reference.slice(0, 16)}…`
}

function find(reference: string): Certificate | undefined {
  return known().find(({ serial, thumbprint }) => [serial, thumbprint].includes(reference))
}

/** @param chosen Stays among the choices although its token is not plugged in. */
export function certificateChoices(chosen: string): Choice<string>[] {
  const isKnown = chosen === '' || find(chosen) !== undefined
  return [
    { value: '', label: say('Không dùng CKS mặc định', 'No default certificate') },
    ...known().map(({ subject, serial, thumbprint }) => ({
      value: thumbprint,
      label: `${subjectName(subject)} · ${serial}`,
    })),
    ...(isKnown ? [] : [{ value: chosen, label: say(`${chosen} (token không cắm)`, `${chosen} (not plugged in)`) }]),
  ]
}

/** The value of the choice that a reference belongs to: a serial number and a thumbprint may name the same one. */
export function chosenValue(reference: string): string {
  return find(reference)?.thumbprint ?? reference
}
