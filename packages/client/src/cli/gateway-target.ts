import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { CongkyError } from '@congky/shared'
import type { CliContext } from './cli-context.ts'
import { readConfig } from './client-config.ts'
import { renewConfig } from './renew-config.ts'

/** Options that every command takes, for scripts that manage addresses and keys themselves. */
export interface TargetOptions {
  readonly url?: string
  readonly fingerprint?: string
  readonly accessKeyStdin?: boolean
}

export interface GatewayTarget {
  readonly url: string
  readonly fingerprint: string | undefined
  readonly accessKey: string
}

/**
 * Which gateway to speak to: the paired one, unless the options name another. A stored access key is only ever
 * sent to the gateway that it was paired with.
 *
 * @throws {CongkyError} ERR_NOT_PAIRED, ERR_FILE_UNUSABLE, ERR_USAGE
 */
export async function chooseTarget(context: CliContext, options: TargetOptions): Promise<GatewayTarget> {
  const { url, fingerprint, accessKeyStdin } = options
  if (url === undefined && fingerprint !== undefined) {
    throw usage('--fingerprint belongs to --url', '--fingerprint phải đi cùng --url')
  }
  if (url !== undefined && !accessKeyStdin) {
    throw usage('--url needs --access-key-stdin as well', '--url phải đi cùng --access-key-stdin')
  }
  const { io } = context
  const accessKey = accessKeyStdin ? await readLine(io.stdin) : null
  if (url !== undefined && accessKey !== null) return { url, fingerprint, accessKey }
  const stored = await readConfig(io)
  const config = accessKey === null ? await renewConfig(context, stored) : stored
  return { url: config.url, fingerprint: config.fingerprint, accessKey: accessKey ?? config.accessKey }
}

/** The first line of a stream, without blanks around it. @throws {CongkyError} ERR_USAGE: there is none. */
export async function readLine(stream: Readable): Promise<string> {
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() !== '') return line.trim()
  }
  throw usage('nothing came on standard input', 'không nhận được gì từ đầu vào chuẩn')
}

export function usage(en: string, vi: string): CongkyError {
  return new CongkyError('ERR_USAGE', { detail: { en, vi } })
}
