import { type CustomsFinding, checkCustomsMessage, type ParsedCustomsMessage } from '@congky/documents'
import type { Cli } from '../cli.ts'
import { findingLines } from '../messages/finding-lines.ts'
import { readBytes, toText } from '../messages/message-file.ts'
import { printable } from '../output/display-width.ts'

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
  return [verdict, ...findings.flatMap((finding) => findingLines(finding, whereOf(finding, cli), cli))]
}

function whereOf({ path, rule, table }: CustomsFinding, { say }: Cli): string {
  return `${path} (${table === '' ? rule : `${rule}, ${say('bảng', 'table')} ${table}`})`
}
