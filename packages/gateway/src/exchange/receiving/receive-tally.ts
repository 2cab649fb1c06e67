import type { CongkyError, ReceiveView } from '@congky/shared'

/** What the service has done since the start, for status and metrics. */
export class ReceiveTally {
  readonly #path: string
  #received = 0
  #answered = 0
  #refused = 0
  #unanswered = 0
  #lastReceivedAt: Date | null = null
  #lastAnsweredAt: Date | null = null
  #lastProblem: ReceiveView['lastProblem'] = null

  constructor(path: string) {
    this.#path = path
  }

  /** A message of customs that was not there before. */
  received(): void {
    this.#received++
    this.#lastReceivedAt = new Date()
  }

  answered(): void {
    this.#answered++
    this.#lastAnsweredAt = new Date()
    this.#lastProblem = null
  }

  /** Whatever was not from customs, or could not be read. */
  refused(): void {
    this.#refused++
  }

  /** A call that customs has to repeat. @param reason For people here. */
  unanswered(reason: CongkyError): void {
    this.#unanswered++
    const [en, vi] = [reason.text('en'), reason.text('vi')]
    const texts = { message: en.message, messageVi: vi.message, next: en.next, nextVi: vi.next }
    this.#lastProblem = { code: reason.code, ...texts, at: new Date().toISOString() }
  }

  get view(): ReceiveView {
    return {
      path: this.#path,
      received: this.#received,
      answered: this.#answered,
      refused: this.#refused,
      unanswered: this.#unanswered,
      lastReceivedAt: this.#lastReceivedAt?.toISOString() ?? null,
      lastAnsweredAt: this.#lastAnsweredAt?.toISOString() ?? null,
      lastProblem: this.#lastProblem,
    }
  }
}
