import { type Bilingual, CongkyError, type Language } from '@congky/shared'
import { type ChainFault, describeFault } from '../domain/chain-fault.ts'
import { formatPosition } from '../domain/history-head.ts'
import type { Log } from '../domain/log.ts'
import type { HistoryWriter } from '../store/history.ts'
import type { Store } from '../store/store.ts'

const DAY_MS = 86_400_000

/**
 * Notes the head of the history in the log: at the start, once a day and at the stop. The log lies elsewhere,
 * or is collected elsewhere; what it holds shows a history that was put back to an older state as a whole, which
 * no signature can (`congky history verify --expect <log>`).
 */
export class HistoryLog {
  readonly #history: HistoryWriter
  readonly #log: Log
  #timer: NodeJS.Timeout | null = null

  constructor({ history, log }: { readonly history: HistoryWriter; readonly log: Log }) {
    this.#history = history
    this.#log = log
  }

  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.#note(), DAY_MS)
    await this.#note()
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    await this.#note()
  }

  async #note(): Promise<void> {
    try {
      this.#log.info({ head: formatPosition(await this.#history.durablePosition()) }, 'head of the history')
    } catch (error) {
      this.#log.error({ err: error }, 'the head of the history is not known')
    }
  }
}

/** What people should know about the history as the gateway found it when it started. */
export function historyNotices({ fault, keyWasOpen }: Store['historyAtStart']): Bilingual[] {
  return [...(fault ? [damageNotice(fault)] : []), ...(keyWasOpen ? [OPEN_HISTORY_KEY] : [])]
}

function damageNotice(fault: ChainFault): Bilingual {
  const error = new CongkyError('ERR_HISTORY_BROKEN', { detail: describeFault(fault) })
  const text = (language: Language) => `${error.text(language).message}\n${error.text(language).next}`
  return { en: text('en'), vi: text('vi') }
}

const OPEN_HISTORY_KEY: Bilingual = {
  en: 'Others could read the key that signs the history; its mode is 0600 now. Find out who had access',
  vi: 'Người khác đã đọc được khóa ký lịch sử; quyền của tệp nay là 0600. Hãy kiểm tra ai đã có quyền truy cập',
}
