/** `congky co sign`: only a certificate in which nothing is wrong is handed to the gateway. */
import { createHash } from 'node:crypto'
import type { Cli } from '../cli.ts'
import { readBytes } from '../messages/message-file.ts'
import { type SignWishes, signOnHost, targetFor } from '../messages/sign-on-host.ts'
import { isStrict, readCoBytes } from './co-input.ts'
import { showVerdict } from './validate-co.ts'

/** @throws {CongkyError} ERR_USAGE, ERR_GATEWAY_NOT_RUNNING, and why the request was rejected. */
export async function signCo(cli: Cli, file: string, { out, taxCode, profile }: SignWishes): Promise<void> {
  const target = targetFor(file, out, '.edi')
  const document = await readBytes(cli, file)
  const input = readCoBytes(document)
  if (!isStrict(input)) {
    showVerdict(cli, input)
    return
  }
  // Its references need not be unique for long; the same bytes are the same request.
  const key = `co-${createHash('sha256').update(document).digest('hex')}`
  const reference = input.certificates
    .map(({ record }) => record.number)
    .join(', ')
    .slice(0, 200)
  await signOnHost(cli, { group: 'co', document, key, reference, taxCode, profile, target })
}
