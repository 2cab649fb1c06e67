/**
 * An interchange as people read it: who sent what to whom, and each certificate and acknowledgement inside. Other
 * messages are counted by their type.
 */
import type { Bilingual, DocumentRendering, Language, RenderedPart } from '@congky/shared'
import type { EdifactMessage, ReadInterchange } from '../edifact/interchange.ts'
import { repertoireOf } from '../edifact/repertoires.ts'
import { type ReadSegment, valueAt } from '../edifact/segment.ts'
import { describeAcknowledgement } from './describe-acknowledgement.ts'
import { describeCo } from './describe-co.ts'
import { readAcknowledgement } from './read-acknowledgement.ts'
import { readCo } from './read-co.ts'
import { fieldPart } from './rendered-values.ts'

type Message = EdifactMessage<ReadSegment>

const said = (vi: string, en: string): Bilingual => ({ vi, en })

/** Messages that are shown with all that they say. */
const SHOWN_MAX = 20

const labels = {
  interchange: said('Trao đổi UN/EDIFACT', 'Interchange of UN/EDIFACT'),
  sender: said('Bên gửi', 'Sender'),
  recipient: said('Bên nhận', 'Recipient'),
  preparedAt: said('Lập lúc', 'Prepared at'),
  reference: said('Mã kiểm soát', 'Control reference'),
  syntax: said('Cú pháp', 'Syntax'),
  messages: said('Thông điệp', 'Messages'),
  type: said('Kiểu', 'Type'),
  count: said('Số lượng', 'Count'),
}

/** Types of messages that the draft regulation QCVN:2008/BCT works with (annexes 2, 4 and 5). */
const types: Readonly<Record<string, Bilingual>> = {
  ORDERS: said('Chứng nhận xuất xứ (C/O)', 'Certificate of origin'),
  APERAK: said('Báo nhận, báo lỗi', 'Acknowledgement or errors'),
  AUTACK: said('Chữ ký số gửi riêng', 'Separate signature'),
  CONTRL: said('Báo nhận cú pháp', 'Syntax acknowledgement'),
  GENRAL: said('Thông điệp chung', 'General message'),
  ORDRSP: said('Trả lời', 'Response'),
  OSTRPT: said('Báo cáo tình trạng', 'Status report'),
}

/** A single certificate or acknowledgement stands by itself, with the interchange behind it. */
export function describeInterchange(interchange: ReadInterchange, language: Language = 'vi'): DocumentRendering {
  const messages = [...interchange.groups.flatMap((group) => group.messages), ...interchange.messages]
  const known = messages.filter((message) => ['ORDERS', 'APERAK'].includes(typeOf(message)))
  const inside = known.slice(0, SHOWN_MAX).map((message) => describeMessage(message, language))
  const header = [...headerParts(interchange), ...typeTable(messages)]
  const isCut = known.length > SHOWN_MAX || inside.some((rendering) => rendering.isCut)
  const [single] = inside
  if (single !== undefined && known.length === 1) {
    const behind: RenderedPart = { kind: 'group', name: 'interchange', label: labels.interchange, parts: header }
    return { title: single.title, parts: [...single.parts, behind], isCut }
  }
  const groups = inside.map(
    ({ title, parts }): RenderedPart => ({ kind: 'group', name: 'message', label: title, parts }),
  )
  return { title: labels.interchange, parts: [...header, ...groups], isCut }
}

/** UIH has the type in its first element, UNH in its second. */
function typeOf({ header }: Message): string {
  return valueAt(header, header.tag === 'UIH' ? 1 : 2)
}

function describeMessage(message: Message, language: Language): DocumentRendering {
  return typeOf(message) === 'APERAK'
    ? describeAcknowledgement(readAcknowledgement(message).acknowledgement)
    : describeCo(readCo(message).record, language)
}

/** S002, S003 and S004 of UNB; S002, S003 and S300 of UIB. */
function headerParts({ mode, header, syntax }: ReadInterchange): RenderedPart[] {
  const isBatch = mode === 'batch'
  const [sender, recipient, at] = isBatch ? [2, 3, 4] : [6, 7, 8]
  const repertoire = repertoireOf(syntax.identifier)
  return [
    ...fieldPart('sender', labels.sender, valueAt(header, sender)),
    ...fieldPart('recipient', labels.recipient, valueAt(header, recipient)),
    ...fieldPart('preparedAt', labels.preparedAt, moment(valueAt(header, at), valueAt(header, at, 2))),
    ...fieldPart('reference', labels.reference, valueAt(header, isBatch ? 5 : 2)),
    ...fieldPart(
      'syntax',
      labels.syntax,
      `${syntax.identifier} ${syntax.version}`,
      repertoire === null ? null : said(repertoire.name, repertoire.name),
    ),
  ]
}

/** `YYMMDD` (of this century) or `CCYYMMDD`, with a time; others as they are. */
function moment(date: string, time: string): string {
  const [, year, month, day] = /^((?:\d{2})?\d{2})(\d{2})(\d{2})$/.exec(date) ?? []
  const clock = time.replace(/^(\d{2})(\d{2})(?:\d{2})?$/, '$1:$2')
  if (year === undefined) return `${date} ${clock}`.trim()
  return `${day}/${month}/${year.padStart(4, '20')} ${clock}`.trim()
}

function typeTable(messages: readonly Message[]): RenderedPart[] {
  const counts = new Map<string, number>()
  for (const message of messages) counts.set(typeOf(message), (counts.get(typeOf(message)) ?? 0) + 1)
  if (counts.size === 0) return []
  const names = [...counts.keys()].slice(0, 100)
  const meanings = Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(types, name) ? [[name, types[name]]] : [])),
  )
  return [
    {
      ...{ kind: 'table', name: 'messages', label: labels.messages },
      columns: [
        { name: 'type', label: labels.type, meanings: meanings as Record<string, Bilingual> },
        { name: 'count', label: labels.count, meanings: {} },
      ],
      rows: names.map((name) => [name, `${counts.get(name) ?? 0}`]),
    },
  ]
}
