/** What an APERAK message says (annex 2 of the draft regulation QCVN:2008/BCT): one message was taken in, or was not. */
import type { Language } from '@congky/shared'
import type { EdifactFinding } from '../edifact/edifact-finding.ts'
import { coErrorCodeFor } from './error-codes.ts'

export interface Acknowledgement {
  /** Of the acknowledgement itself (BGM). */
  readonly number: string
  /** null: it does not say. */
  readonly isAccepted: boolean | null
  /** `yyyy-MM-dd HH:mm`, Vietnamese time; empty where it does not say. */
  readonly preparedAt: string
  readonly about: AcknowledgedMessage
  readonly errors: readonly AcknowledgedError[]
}

/** What is acknowledged; empty where nothing is said. */
export interface AcknowledgedMessage {
  /** Control reference of the interchange (UNB). */
  readonly interchangeReference: string
  /** Of the message (UNH); empty: the interchange as a whole. */
  readonly messageReference: string
  /** The number of the certificate, with its form as it stood in BGM. */
  readonly coNumber: string
}

export interface AcknowledgedError {
  /** Ours are those of `coErrorCodes`. */
  readonly code: string
  /** Whose code it is: `CONGKY` for ours. */
  readonly list: string
  readonly text: string
  /** As `ORDERS/SG28[2]/PIA/C212/7140`; empty where it has no place. */
  readonly path: string
  /** The segment's number in the interchange; empty where it has none. */
  readonly segment: string
  /** The place in words. */
  readonly place: string
}

/** The code list of our errors (data element 1131). */
export const ERROR_LIST = 'CONGKY'

export interface AcknowledgeOptions {
  /** At most 35 characters; unique for who answers. */
  readonly number: string
  readonly preparedAt: string
  readonly about: AcknowledgedMessage
  /** What is to be told as an error, whatever its severity; none: the message is accepted. */
  readonly findings: readonly EdifactFinding[]
  /** In which the words are. */
  readonly language: Language
}

/** The answer to a message. */
export function acknowledge({ number, preparedAt, about, findings, language }: AcknowledgeOptions): Acknowledgement {
  const errors = findings.map((finding) => errorFrom(finding, language))
  return { number, isAccepted: errors.length === 0, preparedAt, about, errors }
}

function errorFrom(finding: EdifactFinding, language: Language): AcknowledgedError {
  const { rule, place } = finding
  return {
    code: coErrorCodeFor(rule),
    list: ERROR_LIST,
    text: finding[language],
    path: place?.path ?? '',
    segment: place === null || place.segment === 0 ? '' : `${place.segment}`,
    place: placeWords(finding, language),
  }
}

function placeWords({ place }: EdifactFinding, language: Language): string {
  if (place === null || place.segment === 0) return ''
  const { segment, tag, element, component } = place
  const position = [element, component].filter((part) => part !== null).join('.')
  if (language === 'vi') return `Đoạn ${tag} thứ ${segment}${position === '' ? '' : `, phần tử ${position}`}`
  return `Segment ${segment}, ${tag}${position === '' ? '' : `, element ${position}`}`
}
