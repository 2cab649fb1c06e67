import { type CustomsFinding, checkCustomsMessage, type ParsedCustomsMessage } from '@congky/documents'
import type { Cli } from '../cli.ts'
import { printable } from '../output/display-width.ts'
import { readBytes, toText } from './message-file.ts'

/** @throws {CongkyError} What makes a file no message at all: ERR_DOCUMENT_NOT_XML, ERR_CUSTOMS_ENVELOPE and the like. */
export async function validateMessage(cli: Cli, file: string): Promise<void> {
  const checked = checkCustomsMessage(toText(await readBytes(cli, file)))
  if (!isValid(checked)) cli.markFailed()
  cli.result(toJson(checked), () => verdictLines(checked, cli))
}

export const isValid = ({ findings }: ParsedCustomsMessage): boolean =>
  findings.every(({ severity }) => severity !== 'error')

export function toJson(checked: ParsedCustomsMessage) {
  const { kind, header, signature, findings } = checked
  return {
    valid: isValid(checked),
    kind: kind && { code: kind.code, title: kind.title },
    ...{ reference: header.reference, messageId: header.messageId, signature, findings },
  }
}

/** What the message is and whether it is right, then every finding. */
export function verdictLines(checked: ParsedCustomsMessage, cli: Cli): string[] {
  const { say, language } = cli
  const { kind, header, findings } = checked
  const code = printable(`${header.type}-${header.function}`)
  const name = kind === null ? code : `${kind.code} ${kind.title[language]}`
  const verdict = isValid(checked)
    ? cli.ok(say(`Hợp lệ: ${name}`, `Valid: ${name}`))
    : cli.bad(say(`Không hợp lệ: ${name}`, `Not valid: ${name}`))
  return [verdict, ...findings.flatMap((finding) => findingLines(finding, cli))]
}

function findingLines(finding: CustomsFinding, cli: Cli): string[] {
  const { severity, path, rule, table } = finding
  const { say } = cli
  const where = table === '' ? rule : `${rule}, ${say('bảng', 'table')} ${table}`
  const text = printable(finding[cli.language])
  const marked = { error: cli.bad, warning: cli.warning, notice: (note: string) => `· ${note}` }[severity](text)
  return [`  ${marked}`, cli.paint.dim(`    ${printable(path)} (${where})`)]
}
