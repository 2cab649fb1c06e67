import type { Cli } from '../cli.ts'
import { readBytes } from '../messages/message-file.ts'
import { reportLines, verifyDocument } from '../verify-command.ts'
import { isStrict, readCoBytes } from './co-input.ts'
import { verdictLines, verdictOf } from './validate-co.ts'

/**
 * Both have to be right: the signature, and what it speaks for.
 *
 * @param signature File of a signature that stands beside the interchange.
 * @throws {CongkyError} ERR_FILE_UNUSABLE; nothing can be read.
 */
export async function verifyCo(cli: Cli, file: string, signature: string | undefined): Promise<void> {
  const document = await readBytes(cli, file)
  const input = readCoBytes(document)
  const beside = signature === undefined ? undefined : await readBytes(cli, signature)
  const report = await verifyDocument(cli, document, beside)
  if (!report.valid || !isStrict(input)) cli.markFailed()
  cli.result({ ...verdictOf(input), report }, () => [...verdictLines(input, cli), '', ...reportLines(report, cli)])
}
