import { readReply, type SoapReply } from '../soap/client-side.ts'
import type { SoapOperation } from '../soap/soap-version.ts'
import { type OpenedAnswer, openAnswer } from './open-answer.ts'
import { readOutgoing } from './read-outgoing.ts'
import type { CheckedMessage } from './sender-parts.ts'

/** Work of sending on one text, as plain data for a thread. */
export type SendingJob =
  | { readonly kind: keyof SendingResults; readonly document: Uint8Array }
  | { readonly kind: 'reply'; readonly document: Uint8Array; readonly input: ReplyInput }

/** What stands around the body of what the service of customs answers over HTTP. */
export interface ReplyInput {
  readonly contentType: string | undefined
  readonly service: SoapOperation
}

export interface SendingResults {
  readonly outgoing: CheckedMessage
  readonly answer: OpenedAnswer
}

export const sendingReads: { readonly [Kind in keyof SendingResults]: (xml: string) => SendingResults[Kind] } = {
  outgoing: readOutgoing,
  answer: openAnswer,
}

export function runSendingJob(job: SendingJob): SendingResults[keyof SendingResults] | SoapReply {
  if (job.kind !== 'reply') return sendingReads[job.kind](Buffer.from(job.document).toString('utf8'))
  const { contentType, service } = job.input
  return readReply({ contentType, body: job.document }, service)
}
