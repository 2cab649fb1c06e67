import { CongkyError } from '@congky/shared'
import { elementLines, leafLine, xmlText } from '../xml/xml-lines.ts'
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
    ...leaves(rules, message.fields),
    ...message.items.flatMap((fields) => elementLines(item?.element ?? '', leaves(item?.rules ?? [], fields))),
  ]
  const header = headerParents.flatMap((parent) => {
    const own = kind.header.rules.filter((rule) => rule.parent === parent && message.header[rule.key] !== '')
    return elementLines(
      parent,
      own.map((rule) => leafLine(rule.element, message.header[rule.key])),
    )
  })
  const signature = options.emptySignature === true ? elementLines('Signature', []) : []
  const body = [...elementLines('Content', content), ...signature]
  return xmlText(elementLines('Envelope', [...elementLines('Header', header), ...elementLines('Body', body)]))
}

function leaves(rules: readonly FieldRule[], fields: CustomsFields): string[] {
  return rules.flatMap(({ element }) => {
    const value = fields[element]
    return value === undefined ? [] : [leafLine(element, value)]
  })
}
