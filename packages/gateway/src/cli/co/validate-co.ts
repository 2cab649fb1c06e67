/** `congky co validate`: strict, a warning is as bad as an error. */
import type { Cli } from '../cli.ts'
import { findingLines } from '../messages/finding-lines.ts'
import { printable } from '../output/display-width.ts'
import { type CoInput, findingsOf, isStrict, readCoFile } from './co-input.ts'
import { placeOf } from './finding-place.ts'

/** @throws {CongkyError} Nothing can be read. */
export async function validateCo(cli: Cli, file: string): Promise<void> {
  showVerdict(cli, await readCoFile(cli, file))
}

export function showVerdict(cli: Cli, input: CoInput): void {
  if (!isStrict(input)) cli.markFailed()
  cli.result(verdictOf(input), () => verdictLines(input, cli))
}

export function verdictOf(input: CoInput) {
  const { form, certificates } = input
  const named = certificates.map(({ messageReference, record: { form: coForm, number } }) => ({
    ...{ messageReference, form: coForm, number },
  }))
  return { valid: isStrict(input), form, certificates: named, findings: findingsOf(input) }
}

/** What it is and whether it is right, then every finding. */
export function verdictLines(input: CoInput, cli: Cli): string[] {
  const { say } = cli
  const name = input.certificates.map(({ record }) => printable(`C/O ${record.form} ${record.number}`)).join(', ')
  const none = say('Không có C/O nào trong tệp', 'The file holds no certificate of origin')
  const verdict = isStrict(input)
    ? cli.ok(say(`Hợp lệ: ${name}`, `Valid: ${name}`))
    : cli.bad(name === '' ? none : say(`Không hợp lệ: ${name}`, `Not valid: ${name}`))
  return [verdict, ...findingsOf(input).flatMap((finding) => findingLines(finding, placeOf(finding, cli), cli))]
}
