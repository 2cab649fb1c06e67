import { isWrittenDate } from '../customs/calendar.ts'
import { lengthOf } from '../customs/check-value.ts'
import { type Segment, segment } from '../edifact/segment.ts'
import { writeDay, writtenFormat } from './co-dates.ts'
import { coGoodsFields } from './co-fields.ts'
import { writeNumber } from './co-number.ts'
import { goodsPatterns, statePattern } from './co-places.ts'
import type { CoGoods, CoRecord } from './co-record.ts'
import { headerTexts, noteSubject, orderedSubject } from './header-texts.ts'
import { namedTexts } from './named-text.ts'
import { fieldOfParty, type PartyRole, partyOf, writeParty } from './party-segment.ts'
import { fitsPlace, writePattern } from './write-pattern.ts'

export interface CoMessageOptions {
  /** Of UNH, unique in the interchange; at most 14 characters. */
  readonly messageReference: string
}

/**
 * The segments of an ORDERS message (D.04B), UNH to UNT, as annex 4 has them. `readCo` gives the same record back,
 * whatever it holds; whether it should be sent is for `validateCoRecord` to say.
 */
export function coToMessage(record: CoRecord, { messageReference }: CoMessageOptions): readonly Segment[] {
  const written = [headOf(record), datesOf(record), stateOf(record), textsOf(record)]
  const parties = (['IM', 'EX'] as const).map((role) => partyFor(record, role))
  const body = [
    ...written.flatMap(({ segments }) => segments),
    ...[...written, ...parties].flatMap(({ left }) => left.flatMap(([field, value]) => namedTexts(field, value))),
    ...parties.flatMap(({ segments }) => segments),
    ...record.goods.flatMap(goodsOf),
    segment('UNS', 'S'),
    segment('CNT', ['2', `${record.goods.length}`]),
  ]
  return [
    segment('UNH', messageReference, ['ORDERS', 'D', '04B', 'UN']),
    ...body,
    segment('UNT', `${body.length + 2}`, messageReference),
  ]
}

/** Segments of one kind, and the fields that they could not take in. */
interface Written {
  readonly segments: readonly Segment[]
  readonly left: readonly (readonly [field: string, value: string])[]
}

function headOf({ number, form }: CoRecord): Written {
  const written = writeNumber({ number, form })
  if (written !== null) {
    const name = written.name === '' ? ['17'] : ['17', '', '', written.name]
    return { segments: [segment('BGM', name, written.identifier, '9')], left: [] }
  }
  const formFits = lengthOf(form) <= 35
  const name = form === '' || !formFits ? ['17'] : ['17', '', '', form]
  const left = [['number', number] as const, ...(formFits ? [] : [['form', form] as const])]
  return { segments: [segment('BGM', name, '', '9')], left }
}

function datesOf(record: CoRecord): Written {
  const days = [
    ['150', 'signedDate', record.signedDate],
    ['136', 'shipmentDate', record.shipmentDate],
  ] as const
  const given = days.filter(([, , day]) => day !== '')
  const isDay = (day: string): boolean => isWrittenDate(day, 'date')
  return {
    segments: given
      .filter(([, , day]) => isDay(day))
      .map(([code, , day]) => segment('DTM', [code, writeDay(day), writtenFormat])),
    left: given.filter(([, , day]) => !isDay(day)).map(([, field, day]) => [field, day] as const),
  }
}

function stateOf(record: CoRecord): Written {
  const { segment: written, left } = writePattern(statePattern, record)
  return { segments: written === null ? [] : [written], left: left.map((key) => [key, record[key]] as const) }
}

/** The first three are told apart by their order, so an empty one keeps its place before the others. */
function textsOf(record: CoRecord): Written {
  const fits = (value: string): boolean => fitsPlace({ max: 512, kind: 'text' }, value)
  const texts = headerTexts.map((key) => (fits(record[key]) ? record[key] : ''))
  const last = texts.findLastIndex((text) => text !== '')
  const ordered = texts
    .slice(0, last + 1)
    .map((text) => (text === '' ? segment('FTX', orderedSubject, '1') : segment('FTX', orderedSubject, '1', '', text)))
  const hasNote = record.note !== '' && fits(record.note)
  const left = [...headerTexts, 'note' as const].filter((key) => !fits(record[key]))
  return {
    segments: hasNote ? [...ordered, segment('FTX', noteSubject, '1', '', record.note)] : ordered,
    left: left.map((key) => [key, record[key]] as const),
  }
}

function partyFor(record: CoRecord, role: PartyRole): Written {
  const fields = partyOf(record, role)
  const { segment: nad, left } = writeParty(role, fields)
  return {
    segments: nad === null ? [] : [nad],
    left: left.map((key) => [fieldOfParty(role, key), fields[key]] as const),
  }
}

/** Those that no pattern has a place for. */
const unplaced = coGoodsFields
  .map(({ key }) => key)
  .filter((key) => !goodsPatterns.some(({ fields }) => fields.some((field) => field.key === key)))

/** LIN always stands, for it opens the group. */
function goodsOf(goods: CoGoods): readonly Segment[] {
  const before: Segment[] = []
  const behind: Segment[] = []
  const left: (keyof CoGoods)[] = [...unplaced]
  for (const pattern of goodsPatterns) {
    const written = writePattern(pattern, goods)
    left.push(...written.left)
    const found = written.segment ?? (pattern.tag === 'LIN' ? segment('LIN') : null)
    if (found !== null) (pattern.group === null ? before : behind).push(found)
  }
  return [...before, ...left.flatMap((key) => namedTexts(key, goods[key])), ...behind]
}
