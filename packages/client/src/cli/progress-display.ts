/**
 * Tells on stderr how long work goes on: one line that rewrites itself on a terminal, else a plain line for
 * each thing that happens.
 */
import { type CliContext, printable, say } from './cli-context.ts'

const REDRAW_MS = 100
const BAR_WIDTH = 24

export interface ProgressCounts {
  readonly total: number
  readonly done: number
  readonly failed: number
}

export class ProgressDisplay {
  readonly #context: CliContext
  readonly #title: string
  readonly #isTerminal: boolean
  #counts: ProgressCounts
  /** What is waited for, such as a person with a PIN; null for nothing in particular. */
  #note: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(context: CliContext, title: string, total: number) {
    this.#context = context
    this.#title = title
    this.#isTerminal = context.io.stderr.isTTY === true
    this.#counts = { total, done: 0, failed: 0 }
    if (this.#isTerminal) this.#draw()
    else this.#line(`${title}: ${total}`)
  }

  /** @param line What a log wants to know of this step. */
  step(counts: ProgressCounts, line: string): void {
    this.#counts = counts
    if (this.#isTerminal) this.#drawSoon()
    else this.#line(line)
  }

  note(text: string | null): void {
    if (text === this.#note) return
    this.#note = text
    if (this.#isTerminal) this.#drawSoon()
    else if (text !== null) this.#line(text)
  }

  /** Clears the line; what follows begins at the left. */
  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#isTerminal) this.#context.io.stderr.write('\r\x1b[2K')
  }

  #drawSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#draw()
    }, REDRAW_MS)
  }

  #draw(): void {
    const { stderr } = this.#context.io
    const text = progressLine(this.#context, this.#title, this.#counts, this.#note)
    const width = (stderr.columns || 80) - 1
    stderr.write(`\r\x1b[2K${text.length > width ? `${text.slice(0, width - 1)}…` : text}`)
  }

  #line(text: string): void {
    // Under --json nothing but a terminal's line accompanies the one document.
    if (!this.#context.json) this.#context.io.stderr.write(`${printable(text)}\n`)
  }
}

function progressLine(
  context: Pick<CliContext, 'language'>,
  title: string,
  { total, done, failed }: ProgressCounts,
  note: string | null,
): string {
  const filled = total === 0 ? 0 : Math.round((BAR_WIDTH * (done + failed)) / total)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
  const failures = failed === 0 ? '' : ` · ${failed} ${say(context, 'lỗi', 'failed')}`
  return printable(`${title} ${bar} ${done + failed}/${total}${failures}${note === null ? '' : ` · ${note}`}`)
}
