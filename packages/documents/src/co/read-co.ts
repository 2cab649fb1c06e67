import type { EdifactMessage } from '../edifact/interchange.ts'
import { type ReadSegment, valueAt } from '../edifact/segment.ts'
import { fitMessage } from '../edifact/tables/fit-message.ts'
import { type GroupNode, groupsOf, segmentsOf } from '../edifact/tables/message-tree.ts'
import { valuePlace } from '../edifact/tables/value-place.ts'
import type { CoFinding } from './co-finding.ts'
import { CoFindings } from './co-findings.ts'
import { statePattern } from './co-places.ts'
import type { CoRecord } from './co-record.ts'
import { FieldPlaces } from './field-places.ts'
import { ordersTable } from './orders-table.ts'
import { readGoods } from './read-goods.ts'
import { readDays, readNumber } from './read-header.ts'
import { readParties } from './read-parties.ts'
import { readPattern } from './read-pattern.ts'
import { isNamed, readHeaderTexts, readNamedTexts } from './read-texts.ts'
import { tellLost, tellUnread, valuesOf } from './read-values.ts'
import { tellTwice } from './tell-twice.ts'
import { validateRecord } from './validate-co-record.ts'

export interface ReadCo {
  /** Of UNH. */
  readonly messageReference: string
  readonly record: CoRecord
  /** Of the message against its table, of its values, and of the record against annex 3; in the message's order. */
  readonly findings: readonly CoFinding[]
}

/** Reads an ORDERS message as a certificate of origin: whatever can be read is in the record, the rest in findings. */
export function readCo(message: EdifactMessage<ReadSegment>): ReadCo {
  const { tree, findings: ofTable } = fitMessage(message, ordersTable)
  const lines = groupsOf(tree, 'SG28')
  const places = new FieldPlaces(lines)
  const findings = new CoFindings((field) => places.of(field))
  const record: CoRecord = {
    ...readGeneral(tree, findings, places),
    goods: lines.map((line, index) => readGoods(line, index + 1, findings)),
  }
  checkCount(tree, lines.length, findings)
  validateRecord(record, findings)
  return {
    messageReference: valueAt(message.header, 1),
    record,
    findings: inOrder([...ofTable.map((finding) => ({ ...finding, field: '' })), ...findings.all()]),
  }
}

function readGeneral(tree: GroupNode, findings: CoFindings, places: FieldPlaces): Omit<CoRecord, 'goods'> {
  const texts = segmentsOf(tree, 'FTX')
  const ordered = readHeaderTexts(
    texts.filter((node) => !isNamed(node)),
    findings,
    places,
  )
  const [head] = segmentsOf(tree, 'BGM')
  const values = new Map<string, string>([
    ...ordered,
    ...Object.entries(head === undefined ? {} : readNumber(head, findings, places)),
    ...Object.entries(readDays(segmentsOf(tree, 'DTM'), findings, places)),
    ...Object.entries(readState(tree, findings, places)),
    ...readParties(tree, findings, places),
  ])
  for (const [field, text] of readNamedTexts(texts.filter(isNamed), 'header', findings, places)) {
    if (values.get(field)) tellTwice(field, findings)
    else values.set(field, text)
  }
  const of = (field: string): string => values.get(field) ?? ''
  return {
    form: of('form'),
    number: of('number'),
    declarationNumber: of('declarationNumber'),
    state: of('state'),
    billOfLading: of('billOfLading'),
    shipmentDate: of('shipmentDate'),
    signedDate: of('signedDate'),
    signer: of('signer'),
    note: of('note'),
    exporter: { name: of('exporter.name'), taxCode: of('exporter.taxCode'), address: of('exporter.address') },
    importer: {
      name: of('importer.name'),
      identifier: of('importer.identifier'),
      address: of('importer.address'),
      country: of('importer.country'),
    },
  }
}

function readState(tree: GroupNode, findings: CoFindings, places: FieldPlaces): { readonly state?: string } {
  const nodes = segmentsOf(tree, 'IMD')
  const [node] = nodes
  if (node !== undefined) places.set('state', valuePlace(node, 3, 4))
  return readPattern(nodes, statePattern, '', findings)
}

/** CNT counts the lines. */
function checkCount(tree: GroupNode, count: number, findings: CoFindings): void {
  segmentsOf(tree, 'CNT').forEach((node, index) => {
    const [qualifier, said = ''] = valuesOf(node, 1)
    if (index > 0 || qualifier !== '2') {
      tellUnread(node, findings)
      return
    }
    tellLost(node, findings, (element, component) => element === 1 && component <= 2)
    if (Number(said) === count) return
    findings.addAt('warning', 'count', valuePlace(node, 1, 2), '', () => ({
      vi: `CNT ghi ${said} mặt hàng, thông điệp có ${count}`,
      en: `CNT says ${said} items, the message has ${count}`,
    }))
  })
}

/** Those of the certificate as a whole last. */
function inOrder(findings: readonly CoFinding[]): CoFinding[] {
  const at = ({ place }: CoFinding): number => place?.segment ?? Number.POSITIVE_INFINITY
  return [...findings].sort((one, other) => (at(one) === at(other) ? 0 : at(one) - at(other)))
}
