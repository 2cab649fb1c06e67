import { CongkyError } from '@congky/shared'
import { customsKindOf } from './customs-kinds.ts'
import type { CustomsFields, CustomsMessage } from './customs-message.ts'
import { headerParents } from './read-header.ts'
import type { FieldRule } from './tables/field-rule.ts'
import { validateCustomsMessage } from './validate-customs-message.ts'

export interface BuildOptions {
  /** Writes an empty `<Signature/>` after the content. The profile `customs-1543` needs none. Default: false. */
  readonly emptySignature?: boolean
}

/**
 * Writes a message: UTF-8, elements in the order of the tables; the same message gives the same text.
 *
 * @throws {CongkyError} ERR_CUSTOMS_MESSAGE_INVALID when `validateCustomsMessage` finds an error.
 */
export function buildCustomsMessage(message: CustomsMessage, options: BuildOptions = {}): string {
  const errors = validateCustomsMessage(message).filter(({ severity }) => severity === 'error')
  const kind = customsKindOf(message.header)
  const [first] = errors
  if (first !== undefined || kind === null) {
    const detail = { vi: first?.vi ?? '', en: first?.en ?? '' }
    throw new CongkyError('ERR_CUSTOMS_MESSAGE_INVALID', { count: errors.length, detail })
  }
  const { rules, item } = kind.content
  const content = [
    ...leaves(rules, message.fields, 3),
    ...message.items.flatMap((fields) => element(item?.element ?? '', leaves(item?.rules ?? [], fields, 4), 3)),
  ]
  const header = headerParents.flatMap((parent) => {
    const own = kind.header.rules.filter((rule) => rule.parent === parent && message.header[rule.key] !== '')
    return element(
      parent,
      own.map((rule) => leaf(rule.element, message.header[rule.key], 3)),
      2,
    )
  })
  const signature = options.emptySignature === true ? [`${indent(2)}<Signature/>`] : []
  const body = [...element('Content', content, 2), ...signature]
  const envelope = element('Envelope', [...element('Header', header, 1), ...element('Body', body, 1)], 0)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${envelope.join('\n')}\n`
}

const indent = (level: number) => '  '.repeat(level)

function element(name: string, lines: readonly string[], level: number): string[] {
  return [`${indent(level)}<${name}>`, ...lines, `${indent(level)}</${name}>`]
}

function leaf(name: string, value: string, level: number): string {
  return `${indent(level)}<${name}>${escaped(value)}</${name}>`
}

function leaves(rules: readonly FieldRule[], fields: CustomsFields, level: number): string[] {
  return rules.flatMap(({ element }) => {
    const value = fields[element]
    return value === undefined ? [] : [leaf(element, value, level)]
  })
}

function escaped(value: string): string {
  return /[&<>]/.test(value) ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : value
}
