/**
 * The newest lines of the gateway's own log, kept in memory for the console: under a service manager the log goes
 * to standard output, where the gateway cannot read it back. Lines hold no secret (domain/log.ts), so none has to
 * be taken out here.
 */
import type { LogLevel, LogLineView, LogView } from '@congky/shared'

const LINES_MAX = 2_000
/** Of all kept lines together, in UTF-16 units. */
const LENGTH_MAX = 1_000_000
/** Of one line: what is longer is cut, and shown as it is. */
const LINE_LENGTH_MAX = 16_384

export interface LogFilter {
  /** The least that is shown. */
  readonly level: LogLevel
  /** Only lines with a higher number. */
  readonly after: number
  /** Part of a line, in any case of letters. */
  readonly search: string
  readonly limit: number
}

/** pino's numbers. */
const LEVELS: readonly (readonly [number, LogLevel])[] = [
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [0, 'debug'],
]
const NUMBERS: Readonly<Record<LogLevel, number>> = { debug: 0, info: 30, warn: 40, error: 50 }

export class LogTail {
  readonly #since = new Date().toISOString()
  #lines: string[] = []
  #length = 0
  #newest = 0

  /** Takes one line as pino writes it. */
  add(line: string): void {
    const kept = line.length > LINE_LENGTH_MAX ? line.slice(0, LINE_LENGTH_MAX) : line
    this.#lines.push(kept)
    this.#length += kept.length
    this.#newest++
    while (this.#lines.length > LINES_MAX || this.#length > LENGTH_MAX) {
      this.#length -= this.#lines.shift()?.length ?? 0
    }
  }

  read({ level, after, search, limit }: LogFilter): LogView {
    const lines: LogLineView[] = []
    const wanted = search.toLowerCase()
    const first = this.#newest - this.#lines.length + 1
    for (let at = this.#lines.length - 1; at >= 0 && first + at > after && lines.length < limit; at--) {
      const text = (this.#lines[at] ?? '').trimEnd()
      if (wanted !== '' && !text.toLowerCase().includes(wanted)) continue
      const line = readLine(text, first + at)
      if (NUMBERS[line.level] >= NUMBERS[level]) lines.push(line)
    }
    return { since: this.#since, newest: this.#newest, lines: lines.reverse() }
  }
}

function readLine(text: string, seq: number): LogLineView {
  const fields = parseFields(text)
  // A line that was cut, or that pino did not write.
  if (fields === null) return { seq, at: null, level: 'warn', message: text, details: '', stack: null }
  const { level, time, msg, err, ...rest } = fields
  const number = typeof level === 'number' ? level : 0
  return {
    seq,
    at: typeof time === 'string' ? time : null,
    level: LEVELS.find(([least]) => number >= least)?.[1] ?? 'debug',
    message: typeof msg === 'string' ? msg : '',
    details: [...Object.entries(rest), ...errorEntries(err)]
      .map(([name, value]) => `${name}=${shown(value)}`)
      .join(' '),
    stack: typeof err === 'object' && err !== null && 'stack' in err ? String(err.stack) : null,
  }
}

function parseFields(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

function errorEntries(err: unknown): [string, unknown][] {
  if (err === undefined) return []
  return [['err', typeof err === 'object' && err !== null && 'message' in err ? err.message : err]]
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
