import type { CustomsError } from '@congky/documents'
import { type Bilingual, CongkyError, toCongkyError } from '@congky/shared'
import { sha256Hex } from '../../domain/request.ts'
import type { MessageFacts, OutgoingMessage } from '../exchange-store.ts'
import type { OpenedAnswer } from './open-answer.ts'
import type { Judgement } from './sender-parts.ts'

export interface JudgeParts {
  /** @throws {CongkyError} It cannot be read at all. */
  readonly open: (answer: string) => Promise<OpenedAnswer>
  /** @throws {CongkyError} ERR_EXCHANGE_SENDER: it is not from customs. */
  readonly authenticate: (answer: string, from: string) => Promise<void>
}

/** Of what customs says is wrong, told with the message; the answer itself is kept whole. */
const ERRORS_TEXT_MAX = 1_500

/**
 * What an answer means for a message: whether it is from customs, whether it is to this very message, and what it
 * says. The decision has customs sign `Body/Content` only, so type and reference are believed as far as the
 * connection is.
 *
 * @throws {CongkyError} ERR_EXCHANGE_ANSWER: it cannot be read; whatever keeps it from being judged at the moment.
 */
export async function judgeAnswer(
  answer: string,
  message: OutgoingMessage,
  { open, authenticate }: JudgeParts,
): Promise<Judgement> {
  const { header, outcome } = await open(answer).catch((error: unknown) => {
    throw unreadable(toCongkyError(error))
  })
  try {
    await authenticate(answer, header.fromIdentity)
  } catch (error) {
    if (!(error instanceof CongkyError) || error.disposition !== 'reject') throw error
    return untrusted('ERR_EXCHANGE_UNTRUSTED', { en: shown(error, 'en'), vi: shown(error, 'vi') })
  }
  const stray = strayPart(header, message)
  if (stray !== null) return untrusted('ERR_EXCHANGE_OTHER_ANSWER', stray)
  if (outcome === null) {
    return untrusted('ERR_EXCHANGE_OTHER_ANSWER', {
      en: 'its content does not say what its header says',
      vi: 'nội dung không khớp với phần Header',
    })
  }
  const received = {
    ...factsOf(header),
    origin: answer,
    sha256: sha256Hex(Buffer.from(answer)),
    receivedAt: new Date(),
  }
  if (outcome.received) return { verdict: 'accepted', answer: received, error: null }
  const error = new CongkyError('ERR_EXCHANGE_REFUSED', { errors: tell(outcome.errors) })
  return { verdict: 'refused', answer: received, error }
}

/** What of its header is of another message; null when nothing is. */
function strayPart(header: OpenedAnswer['header'], message: OutgoingMessage): Bilingual | null {
  const parts = [
    { name: 'To/identity', found: header.toIdentity, expected: message.from },
    { name: 'Subject/type', found: header.type, expected: message.type },
    { name: 'Subject/reference', found: header.reference, expected: message.reference },
  ]
  const stray = parts.find(({ found, expected }) => found !== expected)
  if (stray === undefined) return null
  const { name, expected } = stray
  const found = stray.found.slice(0, 50)
  return { en: `${name} is “${found}” instead of “${expected}”`, vi: `${name} là “${found}”, không phải “${expected}”` }
}

function factsOf(header: OpenedAnswer['header']): MessageFacts {
  const { version, fromName, fromIdentity, toIdentity, type, reference, messageId } = header
  return {
    ...{ version, fromName, type, reference },
    ...{ from: fromIdentity, to: toIdentity, function: header.function, messageId: messageId.toUpperCase() },
  }
}

/** `code: name (solution)` of each, as customs words it. */
function tell(errors: readonly CustomsError[]): string {
  const texts = errors.map(({ code, name, solution }) => `${code}: ${name}${solution === '' ? '' : ` (${solution})`}`)
  const text = texts.join('; ').replace(/\s+/g, ' ')
  return text.length <= ERRORS_TEXT_MAX ? text : `${text.slice(0, ERRORS_TEXT_MAX)}…`
}

function untrusted(code: 'ERR_EXCHANGE_UNTRUSTED' | 'ERR_EXCHANGE_OTHER_ANSWER', detail: Bilingual): Judgement {
  return { verdict: 'untrusted', error: new CongkyError(code, { detail }) }
}

function unreadable(error: CongkyError): CongkyError {
  if (error.disposition !== 'reject') return error
  const detail = { en: shown(error, 'en'), vi: shown(error, 'vi') }
  return new CongkyError('ERR_EXCHANGE_ANSWER', { detail }, { cause: error })
}

/** Inside a sentence of ours: without the full stop. */
function shown(error: CongkyError, language: 'en' | 'vi'): string {
  return error.text(language).message.replace(/\.$/, '')
}
