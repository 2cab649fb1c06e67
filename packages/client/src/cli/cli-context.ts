/** What every command is given: where to read and write, in which language, and how results look. */
import type { Readable } from 'node:stream'
import type { CongkyError, ErrorView, Language } from '@congky/shared'

/** The process around us, as far as the commands use it; tests bring one of their own. */
export interface CliIo {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly cwd: string
  readonly stdin: Readable
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
}

export interface CliContext {
  readonly io: CliIo
  readonly language: Language
  /** One JSON document on stdout instead of text. */
  readonly json: boolean
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** How a command ended; becomes the exit code. */
export const exitCodes = { done: 0, failed: 1, wrongUse: 2 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** One line on stdout, safe for a terminal. */
export function print({ io }: CliContext, line: string): void {
  io.stdout.write(`${printable(line)}\n`)
}

export function printJson({ io }: Pick<CliContext, 'io'>, value: object): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}

/** The text for the context's language. */
export function say({ language }: Pick<CliContext, 'language'>, vi: string, en: string): string {
  return language === 'vi' ? vi : en
}

/** What happened and what to do, in one line. */
export function errorLine({ language }: Pick<CliContext, 'language'>, error: CongkyError): string {
  const { message, next } = error.text(language)
  return next === '' ? message : `${message} ${next}`
}

export function errorView(error: CongkyError): ErrorView {
  const [en, vi] = [error.text('en'), error.text('vi')]
  return {
    code: error.code,
    message: en.message,
    messageVi: vi.message,
    next: en.next,
    nextVi: vi.next,
    retryable: error.retryable,
  }
}

/**
 * Takes out what moves the cursor, changes colours or turns the direction of writing: names of files, tokens
 * and companies come from others, and a terminal obeys.
 */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '�')
}
