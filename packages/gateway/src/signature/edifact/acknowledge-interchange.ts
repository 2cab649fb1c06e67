/**
 * The answer to an interchange (APERAK, annex 2 of the draft regulation QCVN:2008/BCT): for each message in it, whether
 * it was taken in, or everything that strict reading has against it.
 */
import {
  type AcknowledgedMessage,
  acknowledge,
  buildAcknowledgement,
  checkCo,
  type EdifactFinding,
  type EdifactMessage,
  localTime,
  type ReadInterchange,
  type ReadSegment,
  readInterchange,
  valueAt,
  writeInterchange,
} from '@congky/documents'
import { CongkyError } from '@congky/shared'
import type { AcknowledgementWishes } from '../profile.ts'

/** An answer to one of these would be answered in turn, without end. */
const NEVER_ANSWERED = ['APERAK', 'CONTRL', 'AUTACK']

/** What is wrong outside of messages is told to each of them, but not a hundred things to a hundred thousand. */
const REPEATED_MAX = 20_000

/** @throws {CongkyError} ERR_ACKNOWLEDGEMENT_NONE */
export function acknowledgeInterchange(document: Uint8Array, wishes: AcknowledgementWishes): Uint8Array {
  const { reference, at, language } = wishes
  const { interchange, findings } = readInterchange(document)
  const messages = interchange === null ? [] : answeredIn(interchange)
  if (interchange === null || messages.length === 0) throw new CongkyError('ERR_ACKNOWLEDGEMENT_NONE')
  const faults = new FaultsByMessage(interchange, findings, wishes.refusal)
  const preparedAt = toMinutes(localTime(at))
  const answers = messages.map((message, index) =>
    acknowledge({
      ...{ number: messages.length === 1 ? reference : `${reference}-${index + 1}`, preparedAt, language },
      ...{ about: aboutOf(interchange, message), findings: faults.of(message) },
    }),
  )
  const options = { to: interchange, preparedAt: at, controlReference: reference, answers, language }
  try {
    return writeInterchange(buildAcknowledgement(options))
  } catch (error) {
    // References are repeated as they came, and those of a broken interchange may be none that can be written.
    if (error instanceof CongkyError && error.code === 'ERR_EDIFACT_INVALID') {
      throw new CongkyError('ERR_ACKNOWLEDGEMENT_NONE', {}, { cause: error })
    }
    throw error
  }
}

type Message = EdifactMessage<ReadSegment>

function answeredIn({ messages, groups }: ReadInterchange): readonly Message[] {
  const all = [...messages, ...groups.flatMap((group) => group.messages)]
  return all.filter(({ header }) => !NEVER_ANSWERED.includes(valueAt(header, 2)))
}

/** Which message has what against it; what lies outside of all messages is held against each. */
class FaultsByMessage {
  readonly #ofSyntax: readonly EdifactFinding[]
  readonly #ofCertificates: ReadonlyMap<Message, readonly EdifactFinding[]>
  readonly #outside: readonly EdifactFinding[]
  readonly #refusal: AcknowledgementWishes['refusal']

  /** @throws {CongkyError} ERR_ACKNOWLEDGEMENT_NONE */
  constructor(
    interchange: ReadInterchange,
    findings: readonly EdifactFinding[],
    refusal: AcknowledgementWishes['refusal'],
  ) {
    const all = answeredIn(interchange)
    // By their order: references may stand there twice.
    const { certificates } = checkCo(interchange)
    const orders = all.filter(({ header }) => valueAt(header, 2) === 'ORDERS')
    this.#ofCertificates = new Map(orders.map((message, at) => [message, certificates[at]?.findings ?? []]))
    this.#ofSyntax = findings.filter(isFault)
    this.#outside = this.#ofSyntax.filter((finding) => !all.some((message) => isIn(message, finding)))
    if (this.#outside.length * all.length > REPEATED_MAX) throw new CongkyError('ERR_ACKNOWLEDGEMENT_NONE')
    this.#refusal = refusal
  }

  /** A message that has nothing against it was not taken in either where the interchange was refused. */
  of(message: Message): readonly EdifactFinding[] {
    const inside = this.#ofSyntax.filter((finding) => isIn(message, finding))
    const ofContent = this.#ofCertificates.get(message) ?? []
    const own = [...this.#outside, ...inside, ...ofContent.filter(isFault)]
    const isTold = this.#refusal === null || (this.#refusal.isOfContent && own.length > 0)
    return isTold ? own : [...own, ...refusalOf(this.#refusal)]
  }
}

const isFault = ({ severity }: EdifactFinding): boolean => severity !== 'notice'

function isIn({ header, body, trailer }: Message, { place }: EdifactFinding): boolean {
  if (place === null) return false
  const last = trailer ?? body.at(-1) ?? header
  return place.segment >= header.number && place.segment <= last.number
}

function aboutOf({ header }: ReadInterchange, message: Message): AcknowledgedMessage {
  const beginning = message.body.find(({ tag }) => tag === 'BGM')
  return {
    interchangeReference: valueAt(header, 5),
    messageReference: valueAt(message.header, 1),
    coNumber: beginning === undefined ? '' : valueAt(beginning, 2),
  }
}

/** The document itself may be right, and yet nobody signs it. */
function refusalOf(refusal: AcknowledgementWishes['refusal']): readonly EdifactFinding[] {
  if (refusal === null) return []
  const { vi, en } = refusal
  return [{ severity: 'error', rule: 'refused', place: null, vi, en }]
}

/** `202611231503` → `2026-11-23 15:03` */
function toMinutes(local: string): string {
  return local.replace(/^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})$/, '$1-$2-$3 $4:$5')
}
