/** The yardstick of the signature engine: xmlsec1 as a library, in a small program that is built for the run. */
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

const SOURCE = 'bench/xmlsec-reference.c'

export class XmlsecReference {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: Interface
  readonly #ended: Promise<never>

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child
    this.#lines = createInterface(child.stdout)
    this.#ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`xmlsec ended with ${code}`)))
    this.#ended.catch(() => {}) // told where an answer is waited for
  }

  /**
   * @param keyFile Private key, PEM.
   * @returns Null: there is no compiler here, or not the library.
   */
  static start(folder: string, keyFile: string): XmlsecReference | null {
    const program = join(folder, 'xmlsec-reference')
    try {
      build(program)
    } catch {
      return null
    }
    return new XmlsecReference(spawn(program, [keyFile], { stdio: ['pipe', 'pipe', 'inherit'] }))
  }

  /** @returns Seconds for signing the document in a file so often. */
  async seconds(file: string, count: number): Promise<number> {
    const answer = once(this.#lines, 'line')
    this.#child.stdin.write(`${count} ${file}\n`)
    const [line] = (await Promise.race([answer, this.#ended])) as [string]
    return Number(line)
  }

  stop(): void {
    this.#child.stdin.end()
  }
}

/** @throws {Error} Something that it takes is missing. */
function build(program: string): void {
  const [compiler = 'gcc', ...options] = (process.env.CC ?? 'gcc').split(' ')
  const flags = execFileSync('pkg-config', ['--cflags', '--libs', 'xmlsec1-openssl'], { encoding: 'utf8' })
  const [before, after] = [[...options, '-O2', '-o', program, SOURCE], flags.trim().split(/\s+/)]
  execFileSync(compiler, [...before, ...after], { stdio: ['ignore', 'ignore', 'pipe'] })
}
