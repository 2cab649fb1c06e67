/** The work on what customs sends, as plain data for a thread: 4 MB would hold up everything else here. */
import type { SoapCall } from '../soap/server-side.ts'
import { type CheckedMessage, checkMessage } from './check-message.ts'
import { type OpenedMessage, openMessage } from './open-message.ts'

/** `document` is the body of the call, then the message. */
export type MessageJob =
  | { readonly kind: 'open'; readonly document: Uint8Array; readonly input: Omit<SoapCall, 'body'> }
  | { readonly kind: 'check'; readonly document: Uint8Array }

export interface MessageResults {
  readonly open: OpenedMessage
  readonly check: CheckedMessage
}

export function runMessageJob(job: MessageJob): MessageResults[MessageJob['kind']] {
  return job.kind === 'open' ? openMessage({ ...job.input, body: job.document }) : checkMessage(job.document)
}
