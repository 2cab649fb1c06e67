/** Reads an APERAK message of whoever sent it: what it says, and what it has against the table of annex 2. */
import type { EdifactFinding } from '../edifact/edifact-finding.ts'
import type { EdifactMessage } from '../edifact/interchange.ts'
import { type ReadSegment, valueAt } from '../edifact/segment.ts'
import { fitMessage } from '../edifact/tables/fit-message.ts'
import { type GroupNode, groupsOf, type SegmentNode, segmentsOf } from '../edifact/tables/message-tree.ts'
import type { TableRule } from '../edifact/tables/table-finding.ts'
import { toPlace } from '../edifact/tables/table-findings.ts'
import type { AcknowledgedError, AcknowledgedMessage, Acknowledgement } from './acknowledgement.ts'
import { ACCEPTING, ERROR_POSITION, REFERENCES, REJECTING, readPath, TEXT_SHAPE } from './aperak-codes.ts'
import { aperakTable } from './aperak-table.ts'
import { joinLines } from './text-lines.ts'

/** `answer-unclear`: it does not say whether the message was taken in, or says both. */
export type AcknowledgementRule = TableRule | 'answer-unclear'

export interface ReadAcknowledgement {
  /** Of UNH. */
  readonly messageReference: string
  readonly acknowledgement: Acknowledgement
  readonly findings: readonly EdifactFinding<AcknowledgementRule>[]
}

export function readAcknowledgement(message: EdifactMessage<ReadSegment>): ReadAcknowledgement {
  const { tree, findings } = fitMessage(message, aperakTable)
  const errors = groupsOf(tree, 'SG4').map(errorIn)
  const [beginning] = segmentsOf(tree, 'BGM')
  const isAccepted = verdictIn(beginning, errors.length)
  const unclear = isAccepted === null ? [unclearAnswer(beginning)] : []
  return {
    messageReference: valueAt(message.header, 1),
    acknowledgement: {
      number: beginning === undefined ? '' : valueAt(beginning.segment, 2),
      isAccepted,
      preparedAt: preparedAt(tree),
      about: referencesIn(tree),
      errors,
    },
    findings: [...findings, ...unclear],
  }
}

/** BGM says it in two ways, and errors speak for a refusal; null where these differ or say nothing. */
function verdictIn(beginning: SegmentNode | undefined, errors: number): boolean | null {
  const codes = beginning === undefined ? [] : [valueAt(beginning.segment, 3), valueAt(beginning.segment, 4)]
  const accepts = codes.some((code) => ACCEPTING.includes(code))
  const rejects = errors > 0 || codes.some((code) => REJECTING.includes(code))
  return accepts === rejects ? null : accepts
}

function unclearAnswer(beginning: SegmentNode | undefined): EdifactFinding<AcknowledgementRule> {
  return {
    severity: 'warning',
    rule: 'answer-unclear',
    place: beginning === undefined ? null : toPlace({ segment: beginning.segment, path: beginning.path }),
    vi: 'báo nhận không nói rõ thông điệp được chấp nhận hay bị từ chối',
    en: 'the acknowledgement does not say clearly whether the message was accepted or refused',
  }
}

/** DTM 137, as 203 (CCYYMMDDHHMM) or 102 (CCYYMMDD). */
function preparedAt(tree: GroupNode): string {
  const dates = segmentsOf(tree, 'DTM').filter(({ segment }) => valueAt(segment, 1) === '137')
  const [, year, month, day, hour = '00', minute = '00'] =
    /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2}))?(?:\d{2})?$/.exec(dates[0] ? valueAt(dates[0].segment, 1, 2) : '') ?? []
  return year === undefined ? '' : `${year}-${month}-${day} ${hour}:${minute}`
}

function referencesIn(tree: GroupNode): AcknowledgedMessage {
  const references = groupsOf(tree, 'SG2').flatMap((group) => segmentsOf(group, 'RFF'))
  const values = REFERENCES.map(({ key, qualifier }) => {
    const found = references.find(({ segment }) => valueAt(segment, 1) === qualifier)
    return [key, found === undefined ? '' : valueAt(found.segment, 1, 2)] as const
  })
  return Object.fromEntries(values) as Record<keyof AcknowledgedMessage, string>
}

function errorIn(group: GroupNode): AcknowledgedError {
  const [code] = segmentsOf(group, 'ERC')
  const places = groupsOf(group, 'SG5')
  const at = places.find((place) => qualifierOf(place) === ERROR_POSITION) ?? places[0]
  const [reference] = at === undefined ? [] : segmentsOf(at, 'RFF')
  return {
    code: code === undefined ? '' : valueAt(code.segment, 1),
    list: code === undefined ? '' : valueAt(code.segment, 1, 2),
    text: textIn(group),
    path: reference === undefined ? '' : readPath(valueAt(reference.segment, 1, 2)),
    segment: reference === undefined ? '' : valueAt(reference.segment, 1, 3),
    place: at === undefined ? '' : textIn(at),
  }
}

const qualifierOf = (group: GroupNode) => {
  const [reference] = segmentsOf(group, 'RFF')
  return reference === undefined ? '' : valueAt(reference.segment, 1)
}

/** All texts of a group as one. */
function textIn(group: GroupNode): string {
  const texts = segmentsOf(group, 'FTX').map(({ segment }) => joinLines(segment.elements[3]?.[0] ?? [], TEXT_SHAPE))
  return texts.filter((text) => text !== '').join('\n')
}
