import { checkCustomsMessage } from '@congky/documents'
import type { Cli } from '../cli.ts'
import { readBytes, toText } from '../messages/message-file.ts'
import { reportLines, verifyDocument } from '../verify-command.ts'
import { isValid, toJson, verdictLines } from './validate-message.ts'

/**
 * Both have to be right: the signature, and what it speaks for.
 *
 * @throws {CongkyError} ERR_DOCUMENT_NOT_XML, ERR_CUSTOMS_ENVELOPE and the like.
 */
export async function verifyMessage(cli: Cli, file: string): Promise<void> {
  const { say } = cli
  const document = await readBytes(cli, file)
  const checked = checkCustomsMessage(toText(document))
  const report = await verifyDocument(cli, document)
  // Decision 1543: the signature speaks for Content. One over something else says nothing about the message.
  const coversContent = report.signatures.some(
    ({ valid, covers }) =>
      valid && covers.some((part) => part.valid && (part.wholeDocument || part.path === '/Envelope/Body/Content')),
  )
  if (!report.valid || !coversContent || !isValid(checked)) cli.markFailed()
  const unsigned = say(
    'Không chữ ký nào bảo vệ phần nội dung (Envelope/Body/Content).',
    'No signature covers the content (Envelope/Body/Content).',
  )
  cli.result({ ...toJson(checked), coversContent, report }, () => [
    ...verdictLines(checked, cli),
    '',
    ...reportLines(report, cli),
    ...(coversContent || report.signatures.length === 0 ? [] : [cli.bad(unsigned)]),
  ])
}
