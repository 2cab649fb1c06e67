import type { Bilingual } from '@congky/shared'
import { lengthOf } from '../../customs/check-value.ts'
import type { EdifactSeverity } from '../edifact-finding.ts'
import type { Format } from './segment-table.ts'
import type { TableRule } from './table-finding.ts'

interface Objection extends Bilingual {
  readonly severity: EdifactSeverity
  readonly rule: TableRule
}

interface Shape {
  readonly kind: string
  readonly isExact: boolean
  readonly max: number
}

/** ISO 9735-1, 10: a point or a comma, digits on both sides; a minus before them. */
const NUMBER = /^-?\d+(?:[.,]\d+)?$/

const shapes = new Map<Format, Shape>()

function shapeOf(format: Format): Shape {
  const known = shapes.get(format)
  if (known !== undefined) return known
  const [, kind = 'an', dots, max] = /^(an|a|n)(\.\.)?(\d+)$/.exec(format) ?? []
  const shape = { kind, isExact: dots === undefined, max: Number(max) }
  shapes.set(format, shape)
  return shape
}

/** What a value that is there has against its format, or null. */
export function checkFormat(format: Format, value: string): Objection | null {
  const { kind, isExact, max } = shapeOf(format)
  if (kind === 'n' && !NUMBER.test(value)) {
    return { severity: 'error', rule: 'format', vi: `phải là số (${format})`, en: `it must be a number (${format})` }
  }
  if (kind === 'a' && /\d/.test(value)) {
    return { severity: 'warning', rule: 'format', vi: `không được có chữ số (${format})`, en: `no digits (${format})` }
  }
  // The sign and the decimal mark do not count (ISO 9735-1, 10).
  const length = kind === 'n' ? value.replace(/[-.,]/g, '').length : lengthOf(value)
  if (isExact && length !== max) {
    return {
      severity: 'warning',
      rule: 'wrong-length',
      vi: `dài ${length} ký tự, phải đúng ${max} (${format})`,
      en: `it has ${length} characters, not ${max} (${format})`,
    }
  }
  if (length <= max) return null
  return {
    severity: 'warning',
    rule: 'too-long',
    vi: `dài ${length} ký tự, tối đa ${max} (${format})`,
    en: `it has ${length} characters, more than ${max} (${format})`,
  }
}
