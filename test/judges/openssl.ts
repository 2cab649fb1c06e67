import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Verdict } from './verdict.ts'

export interface JudgeCmsOptions {
  /** Certificates that may have issued the signer's, PEM. */
  readonly trustedPem: string
  /** What a detached signature speaks for. Left out: the content is inside, or the message is S/MIME. */
  readonly content?: Uint8Array
  /** Default: `DER`. */
  readonly form?: 'DER' | 'PEM' | 'SMIME'
  /** `smime` reads PKCS#7, the older form of the same. Default: `cms`. */
  readonly command?: 'cms' | 'smime'
}

/** Asks OpenSSL, which also checks that the certificate was issued by a trusted one. */
export function judgeCmsWithOpenssl(signature: Uint8Array, options: JudgeCmsOptions): Promise<Verdict> {
  const { trustedPem, content, form = 'DER', command = 'cms' } = options
  const files = { signature, 'trusted.pem': trustedPem, ...(content ? { content } : {}) }
  return withFiles(files, (file) => [
    ...[command, '-verify', '-inform', form, '-in', file('signature'), '-CAfile', file('trusted.pem')],
    ...['-purpose', 'any', '-out', '/dev/null'],
    // An S/MIME message is text by nature; any other content is taken as it is.
    ...(form === 'SMIME' ? [] : ['-binary']),
    ...(content ? ['-content', file('content')] : []),
  ])
}

/** @param token DER of a TimeStampToken (RFC 3161). @param stamped What it has to speak for. */
export function judgeTimestampWithOpenssl(
  token: Uint8Array,
  stamped: Uint8Array,
  { trustedPem }: Pick<JudgeCmsOptions, 'trustedPem'>,
): Promise<Verdict> {
  return withFiles({ token, stamped, 'trusted.pem': trustedPem }, (file) => [
    ...['ts', '-verify', '-in', file('token'), '-token_in', '-data', file('stamped'), '-CAfile', file('trusted.pem')],
  ])
}

async function withFiles(
  files: Readonly<Record<string, Uint8Array | string>>,
  args: (file: (name: string) => string) => readonly string[],
): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'judge-'))
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
    return await run(args((name) => join(folder, name)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(args: readonly string[]): Promise<Verdict> {
  return new Promise((resolve) => {
    execFile('openssl', args, (error, stdout, stderr) => {
      resolve({ accepted: error === null, detail: `${stdout}${stderr}`.trim() })
    })
  })
}
