/** `congky co parse`: what can be read of a certificate of origin, and every fault of it as a warning with its place. */
import { describeCo, type EdifactFinding, type ReadInterchange } from '@congky/documents'
import type { Cli } from '../cli.ts'
import { findingLines } from '../messages/finding-lines.ts'
import { renderingLines } from '../messages/rendering-lines.ts'
import { printable } from '../output/display-width.ts'
import { type CoInput, findingsOf, readCoFile } from './co-input.ts'
import { envelopeOf } from './envelope.ts'
import { placeOf } from './finding-place.ts'

/** Fails only where nothing can be read. @throws {CongkyError} As `readCoBytes`. */
export async function parseCo(cli: Cli, file: string): Promise<void> {
  const input = await readCoFile(cli, file)
  if (input.interchange === null && input.certificates.length === 0) cli.markFailed()
  cli.result(toJson(input), () => inputLines(input, cli))
}

function toJson(input: CoInput) {
  const { form, interchange, certificates } = input
  return {
    form,
    interchange: interchange && envelopeOf(interchange),
    certificates: certificates.map(({ messageReference, record }) => ({ messageReference, record })),
    warnings: findingsOf(input),
  }
}

function inputLines(input: CoInput, cli: Cli): string[] {
  const { say } = cli
  const faults = findingsOf(input)
  const count = say(`Cần xem lại: ${faults.length} chỗ`, `To be looked at: ${faults.length}`)
  return [
    ...(input.interchange === null ? [] : [...envelopeLines(input.interchange, cli), '']),
    ...input.certificates.flatMap(({ record }) => [...renderingLines(describeCo(record), cli), '']),
    ...(faults.length === 0 ? [cli.ok(say('Không có lỗi nào', 'No fault'))] : [cli.warning(count)]),
    ...faults.flatMap((finding) => faultLines(finding, cli)),
  ]
}

/** Reading goes on whatever is found: nothing is worse than a warning here. */
function faultLines(finding: EdifactFinding, cli: Cli): string[] {
  const severity = finding.severity === 'error' ? 'warning' : finding.severity
  return findingLines({ ...finding, severity }, placeOf(finding, cli), cli)
}

function envelopeLines(interchange: ReadInterchange, cli: Cli): string[] {
  const { say } = cli
  const { syntax, sender, recipient, date, time, controlReference } = envelopeOf(interchange)
  return cli.pairs(
    [
      [say('Bên gửi', 'Sender'), sender],
      [say('Bên nhận', 'Recipient'), recipient],
      [say('Mã trao đổi', 'Control reference'), controlReference],
      [say('Ngày giờ lập', 'Prepared'), `${date} ${time}`.trim()],
      [say('Cú pháp', 'Syntax'), syntax],
    ].map(([name = '', value = '']) => [name, printable(value)] as const),
  )
}
