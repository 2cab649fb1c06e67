/**
 * Long commands with visible progress: on a terminal one line that moves, elsewhere a line now and then.
 * A command's own output is kept back and shown only when it fails.
 */
import { spawn } from 'node:child_process'

const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
const terminal = process.stdout.isTTY === true && process.env.CI === undefined
/** How often a line says "still at it" where lines cannot move. */
const stillEveryMs = 15_000

export class StepFailed extends Error {
  name = 'StepFailed'
  /** @param {string} message @param {string} output What the command printed. */
  constructor(message, output = '') {
    super(message)
    this.output = output
  }
}

/** @param {number} sinceMs */
export const seconds = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`

/**
 * Does one step under a title. The work may call `say` with what it is at.
 *
 * @template T
 * @param {string} title
 * @param {(say: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now()
  let detail = ''
  let frame = 0
  const moving = () => {
    frame += 1
    const line = `${frames[frame % frames.length]} ${title}  ${seconds(started)}  ${detail}`
    process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 80) - 1)}`)
  }
  const still = () => console.log(`  … ${title}: ${seconds(started)}${detail && `  ${detail.slice(0, 100)}`}`)
  if (!terminal) console.log(`· ${title}`)
  const timer = setInterval(terminal ? moving : still, terminal ? 100 : stillEveryMs)
  try {
    const result = await work((text) => {
      detail = text.replace(/\s+/g, ' ').trim()
    })
    end('✔')
    return result
  } catch (error) {
    end('✘')
    throw error
  } finally {
    clearInterval(timer)
  }

  /** @param {string} mark */
  function end(mark) {
    process.stdout.write(`${terminal ? '\r\x1b[2K' : ''}${mark} ${title}  ${seconds(started)}\n`)
  }
}

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, say?: (text: string) => void }} [options]
 * @returns {Promise<string>} Everything it printed.
 * @throws {StepFailed} It could not be started, or did not exit with 0.
 */
export function run(command, args, { cwd, env = process.env, say = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const take = (/** @type {string} */ text) => {
      output += text
      const last = text.trim().split('\n').at(-1)
      if (last) say(last)
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    child.once('error', (error) => reject(new StepFailed(`${command}: ${error.message}`, output)))
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new StepFailed(`${command} ${args.join(' ')} ended with ${signal ?? `exit code ${code}`}`, output))
    })
  })
}

/** Tells what failed, with the end of the command's output. @param {unknown} error */
export function reportFailure(error) {
  if (!(error instanceof StepFailed)) throw error
  if (error.output) process.stderr.write(`${error.output.trimEnd().split('\n').slice(-60).join('\n')}\n`)
  process.stderr.write(`${error.message}\n`)
}
