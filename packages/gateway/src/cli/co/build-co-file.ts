/** `congky co build`: a strict interchange, or everything that is wrong with the record at once. */
import { buildCo } from '@congky/documents'
import type { Cli } from '../cli.ts'
import { hasErrors, readCoFile } from './co-input.ts'
import { type InterchangeWishes, interchangeOptions } from './interchange-options.ts'
import { printCo } from './print-co.ts'
import { showVerdict } from './validate-co.ts'

/** @throws {CongkyError} ERR_CO_UNREADABLE: no data of a certificate; ERR_USAGE */
export async function buildCoFile(
  cli: Cli,
  file: string,
  wishes: InterchangeWishes & { readonly out?: string },
): Promise<void> {
  const input = await readCoFile(cli, file)
  if (hasErrors(input)) {
    showVerdict(cli, input)
    return
  }
  const records = input.certificates.map(({ record }) => record)
  printCo(cli, 'edifact', buildCo(records, interchangeOptions(wishes, records, null)), wishes.out)
}
