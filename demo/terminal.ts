/**
 * What the demo shows while it runs: numbered scenes, and steps that move on a terminal and are plain lines
 * elsewhere. Vietnamese first, a few English words after it.
 */
import { cut } from '../packages/gateway/src/cli/output/display-width.ts'
import { createPaint } from '../packages/gateway/src/cli/output/paint.ts'
import { type Column, tableLines } from '../packages/gateway/src/cli/output/table.ts'

const isTerminal = process.stdout.isTTY === true
export const paint = createPaint(isTerminal, process.env)
/** Lines stay within it; where there is no terminal they are as long as they are. */
const columns = isTerminal ? process.stdout.columns : null

const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
const FRAME_MS = 80

let scenes = 0

export function scene(vi: string, en: string): void {
  scenes += 1
  console.log(`\n${paint.bold(`${scenes}. ${vi}`)}  ${paint.dim(en)}`)
}

export function line(text: string): void {
  console.log(`   ${text}`)
}

/** How a step ended. */
export interface Ended {
  readonly vi: string
  readonly en: string
  /** Default: true. */
  readonly isGood?: boolean
}

/**
 * Does one step of a scene. While it runs, the line shows the title, the time and what `say` was told last.
 *
 * @param work Its `Ended` is what stays on the line.
 */
export async function step<T extends Ended>(
  title: string,
  work: (say: (text: string) => void) => Promise<T>,
): Promise<T> {
  const started = performance.now()
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
  let detail = ''
  let frame = 0
  const draw = () => {
    frame += 1
    const moving = `   ${frames[frame % frames.length]} ${title}  ${detail}  ${seconds()}`
    process.stdout.write(`\r\x1b[2K${cut(moving, (columns ?? 80) - 1)}`)
  }
  const timer = isTerminal ? setInterval(draw, FRAME_MS) : undefined
  const finish = (mark: string, vi: string, en: string) => {
    clearInterval(timer)
    process.stdout.write(`${isTerminal ? '\r\x1b[2K' : ''}   ${mark} ${vi}  ${paint.dim(`${en}  ${seconds()}`)}\n`)
  }
  try {
    const ended = await work((text) => {
      detail = text
    })
    finish(ended.isGood === false ? paint.red('✘') : paint.green('✔'), ended.vi, ended.en)
    return ended
  } catch (error) {
    finish(paint.red('✘'), title, '')
    throw error
  }
}

const BAR_CELLS = 24

/** `██████░░░░ 12/20`. */
export function bar(done: number, all: number): string {
  const full = all === 0 ? 0 : Math.round((done / all) * BAR_CELLS)
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${done}/${all}`
}

export function table<Row>(titled: readonly Column<Row>[], rows: readonly Row[]): void {
  const widthMax = columns === null ? null : columns - 3
  for (const text of tableLines(titled, rows, { widthMax, paint })) line(text)
}
