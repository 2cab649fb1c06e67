/** `congky co ack`: the message that answers an interchange. It is made of the file alone and is not signed. */
import { createHash } from 'node:crypto'
import type { Cli } from '../cli.ts'
import { readBytes } from '../messages/message-file.ts'
import { withEngine } from '../with-engine.ts'
import { printCo } from './print-co.ts'

/** @throws {CongkyError} ERR_ACKNOWLEDGEMENT_NONE */
export async function acknowledgeCo(cli: Cli, file: string, out: string | undefined): Promise<void> {
  const document = await readBytes(cli, file)
  const sha256 = createHash('sha256').update(document).digest('hex')
  const wishes = { reference: sha256.slice(0, 14).toUpperCase(), at: new Date(), language: cli.language, refusal: null }
  printCo(cli, 'edifact', await withEngine((engine) => engine.acknowledge(document, wishes)), out)
}
