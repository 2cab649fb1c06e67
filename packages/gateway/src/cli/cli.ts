/**
 * What every command is given: the language, where to print, whom to ask. A command prints its result once,
 * as text or as one JSON value; notes for the person go to stderr, so that stdout can be piped.
 */
import { resolve } from 'node:path'
import type { Language } from '@congky/shared'
import { type LoadedConfig, loadConfig } from '../config/load.ts'
import { openSecrets, type SecretStore } from '../config/secrets.ts'
import { DaemonClient } from './daemon-client.ts'
import { findConfigFile } from './find-config.ts'
import { printable, wrap } from './output/display-width.ts'
import { createPaint, type Paint } from './output/paint.ts'
import { createProgress, type Progress } from './output/progress.ts'
import { type Column, pairLines, tableLines } from './output/table.ts'
import { askHidden, readSecretFrom, type SecretOption } from './prompt.ts'

export interface CliIo {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
}

/** 0 done, 1 failed, 2 wrong use. */
export type ExitCode = 0 | 1 | 2

/** Options that every command takes. */
export interface GlobalOptions {
  readonly config?: string
  readonly json?: boolean
}

export class Cli {
  readonly io: CliIo
  readonly language: Language
  readonly paint: Paint
  #options: GlobalOptions = {}
  #exitCode: ExitCode = 0

  constructor(io: CliIo, language: Language) {
    this.io = io
    this.language = language
    this.paint = createPaint(io.stdout.isTTY === true, io.env)
  }

  /** Known once the arguments are parsed. */
  useOptions(options: GlobalOptions): void {
    this.#options = options
  }

  get json(): boolean {
    return this.#options.json === true
  }

  get configFile(): string {
    return findConfigFile(this.#options.config, this.io.env)
  }

  /** A command to type next, for the same gateway: typed in another folder it would be about another one. */
  commandFor(words: string): string {
    const { config } = this.#options
    return config === undefined ? `congky ${words}` : `congky ${words} --config ${quoted(resolve(config))}`
  }

  get exitCode(): ExitCode {
    return this.#exitCode
  }

  /** The command did its work and the answer is bad: an invalid file, a signature that does not verify. */
  markFailed(): void {
    this.#exitCode = 1
  }

  /** Text in the chosen language. */
  readonly say = (vi: string, en: string): string => (this.language === 'vi' ? vi : en)

  /** @throws {CongkyError} ERR_CONFIG_NOT_FOUND, ERR_CONFIG_INVALID */
  loadConfig(): LoadedConfig {
    return loadConfig(this.configFile)
  }

  openSecrets(stateDir: string): SecretStore {
    return openSecrets({ stateDir, env: this.io.env })
  }

  /** @throws {CongkyError} ERR_CONFIG_NOT_FOUND, ERR_CONFIG_INVALID */
  daemon(): DaemonClient {
    return new DaemonClient(this.loadConfig().config.stateDir)
  }

  /** The result: `value` with --json, else the lines. */
  result(value: unknown, lines: () => readonly string[]): void {
    this.write(this.json ? JSON.stringify(value, null, 2) : lines().join('\n'))
  }

  write(text: string): void {
    this.io.stdout.write(`${text}\n`)
  }

  /** For the person only, beside the result; silent with --json. */
  note(text: string): void {
    if (!this.json) this.io.stderr.write(`${text}\n`)
  }

  /** A paragraph that fits the terminal, each line behind `indent` blanks; one line where there is no terminal. */
  paragraph(text: string, indent: number): string[] {
    const width = this.io.stdout.isTTY ? Math.max(20, this.io.stdout.columns - indent) : Number.POSITIVE_INFINITY
    return wrap(printable(text), width).map((line) => ' '.repeat(indent) + line)
  }

  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
    const widthMax = this.io.stdout.isTTY ? this.io.stdout.columns : null
    return tableLines(columns, rows, { widthMax, paint: this.paint })
  }

  pairs(pairs: readonly (readonly [string, string | null])[]): string[] {
    return pairLines(pairs, this.paint)
  }

  progress(label: string): Progress {
    return createProgress(this.io.stderr, label, createPaint(this.io.stderr.isTTY === true, this.io.env))
  }

  /** A PIN or password: from stdin when asked so, else typed unseen. @throws {CongkyError} ERR_USAGE */
  secret(question: string, option: SecretOption, fromStdin: boolean): Promise<Buffer> {
    return fromStdin ? readSecretFrom(this.io.stdin) : askHidden(question, this.io.stdin, this.io.stderr, option)
  }

  /** `08:02 22/11/2026` or `22/11/2026, 08:02`; a dash for never. */
  time(iso: string | Date | null): string {
    if (iso === null) return '–'
    const locale = this.language === 'vi' ? 'vi-VN' : 'en-GB'
    return new Date(iso).toLocaleString(locale, {
      day: '2-digit',
      month: '2-digit',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    })
  }

  date(iso: string | Date): string {
    const locale = this.language === 'vi' ? 'vi-VN' : 'en-GB'
    return new Date(iso).toLocaleDateString(locale, { day: '2-digit', month: '2-digit', year: 'numeric' })
  }

  readonly number = (value: number): string => value.toLocaleString(this.language === 'vi' ? 'vi-VN' : 'en-GB')

  readonly ok = (text: string): string => `${this.paint.green('✓')} ${text}`
  readonly bad = (text: string): string => `${this.paint.red('✗')} ${text}`
  readonly warning = (text: string): string => `${this.paint.yellow('!')} ${text}`
  /** What to do next. */
  readonly next = (text: string): string => this.paint.cyan(`→ ${text}`)
}

/** As one word of a command line. */
function quoted(path: string): string {
  if (/^[\w@%+=:,./-]+$/.test(path)) return path
  return process.platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`
}
