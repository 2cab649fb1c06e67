import { cut } from './display-width.ts'
import type { Paint } from './paint.ts'

export interface Progress {
  /** @param note What is being done right now. */
  update(done: number, total: number, note?: string): void
  /** Takes the bar off the screen. */
  end(): void
}

const BAR_WIDTH = 24
/** Ten times a second is smooth for the eye, and costs nothing. */
const REDRAW_MS = 100
const ERASE_TO_END = '\u001b[K'

/** A bar on a terminal; elsewhere nothing, so that logs and pipes stay clean. */
export function createProgress(output: NodeJS.WriteStream, label: string, paint: Paint): Progress {
  if (!output.isTTY) return { update: () => {}, end: () => {} }
  let drawnAt = 0
  return {
    update(done, total, note = '') {
      const now = Date.now()
      if (now - drawnAt < REDRAW_MS && done < total) return
      drawnAt = now
      const full = total === 0 ? BAR_WIDTH : Math.min(BAR_WIDTH, Math.round((done / total) * BAR_WIDTH))
      const bar = paint.green('█'.repeat(full)) + paint.dim('░'.repeat(BAR_WIDTH - full))
      const count = `${done}/${total}`
      const room = output.columns - label.length - BAR_WIDTH - count.length - 4
      output.write(`\r${label} ${bar} ${count} ${cut(note, Math.max(1, room))}${ERASE_TO_END}`)
    },
    end: () => output.write(`\r${ERASE_TO_END}`),
  }
}
