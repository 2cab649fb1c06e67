import { type OpenedAnswer, openAnswer } from './open-answer.ts'
import { readOutgoing } from './read-outgoing.ts'
import type { CheckedMessage } from './sender-parts.ts'

/** Work of sending on one text, as plain data for a thread. */
export interface SendingJob {
  readonly kind: keyof SendingResults
  readonly document: Uint8Array
}

export interface SendingResults {
  readonly outgoing: CheckedMessage
  readonly answer: OpenedAnswer
}

export const sendingReads: { readonly [Kind in keyof SendingResults]: (xml: string) => SendingResults[Kind] } = {
  outgoing: readOutgoing,
  answer: openAnswer,
}

export function runSendingJob({ kind, document }: SendingJob): SendingResults[SendingJob['kind']] {
  return sendingReads[kind](Buffer.from(document).toString('utf8'))
}
