import { isUtf8 } from 'node:buffer'
import type { Cli } from '../cli.ts'
import { printOrWrite } from '../messages/message-file.ts'
import type { CoForm } from './co-input.ts'

/** What was made, to a file or printed; with --json as one value, in base64 where it is no UTF-8. */
export function printCo(cli: Cli, form: CoForm, made: Uint8Array | string, out: string | undefined): void {
  if (!cli.json || out !== undefined) {
    printOrWrite(cli, made, out)
    return
  }
  const bytes = Buffer.from(made)
  cli.result({ form, ...(isUtf8(bytes) ? { text: bytes.toString() } : { base64: bytes.toString('base64') }) }, () => [])
}
