/**
 * Where pino's lines go: to the log's destination and to the tail that the console shows. A line costs a system call, and
 * each document makes several, so lines leave together: within a moment, at once from a warning on, and at the latest
 * when the process ends, be it by an error that nobody caught. Only `kill -9` and a power cut lose the last moment;
 * what happened stands in the history then.
 */
import { pino } from 'pino'

/** What a writer needs of a destination; pino's fits. */
export interface LogDestination {
  write(text: string): unknown
  flushSync(): void
}

/** How long a line may wait for others. */
const GATHER_MS = 100
/** UTF-16 units of lines that leave without waiting for more. */
const LENGTH_MAX = 64 * 1024
/** pino's number. */
const WARN = 40

export class LogWriter {
  /** Asks pino to set `lastLevel` before each line (pino's API, "destination[Symbol.for('pino.metadata')]"). */
  readonly [pino.symbols.needsMetadataGsym] = true
  lastLevel = 0
  readonly #destination: LogDestination
  readonly #tail: { add(line: string): void }
  #text = ''
  #timer: NodeJS.Timeout | null = null

  constructor(destination: LogDestination, tail: { add(line: string): void }) {
    this.#destination = destination
    this.#tail = tail
  }

  /** Takes one line as pino writes it. */
  write(line: string): void {
    this.#tail.add(line)
    this.#text += line
    if (this.lastLevel >= WARN || this.#text.length > LENGTH_MAX) this.#send()
    else this.#timer ??= setTimeout(() => this.#send(), GATHER_MS).unref()
  }

  /** Writes what waits before it returns. */
  flush(): void {
    this.#send()
    this.#destination.flushSync()
  }

  #send(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#text === '') return
    const text = this.#text
    this.#text = ''
    this.#destination.write(text)
  }
}
