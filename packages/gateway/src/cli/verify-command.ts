import { readFileSync } from 'node:fs'
import type { SignatureReport, VerifyReport } from '@congky/shared'
import type { Command } from 'commander'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'
import { fileError } from './file-error.ts'
import { printable } from './output/display-width.ts'
import { withEngine } from './with-engine.ts'

export function addVerifyCommand(program: Command, cli: Cli): void {
  const { say } = cli
  const command = program
    .command('verify')
    .description(
      say(
        'Kiểm tra các chữ ký trong một chứng từ XML; không cần cổng ký đang chạy.',
        'Verifies the signatures in an XML document; needs no running gateway.',
      ),
    )
    .argument('<file>', say('chứng từ đã ký', 'signed document'))
    .action(async (file: string) => {
      const report = await verifyDocument(cli, readDocument(file))
      if (!report.valid) cli.markFailed()
      cli.result(report, () => reportLines(report, cli))
    })
  addExample(command, cli, 'verify to-khai.signed.xml')
}

/** @throws {CongkyError} ERR_DOCUMENT_NOT_XML and the like. */
export function verifyDocument(_cli: Cli, document: Uint8Array): Promise<VerifyReport> {
  return withEngine((engine) => engine.verify(document))
}

function readDocument(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw fileError(file, cause)
  }
}

export function reportLines(report: VerifyReport, cli: Cli): string[] {
  const { say } = cli
  const warnings = report.warnings.map((warning) => cli.warning(printable(warning)))
  if (report.signatures.length === 0) {
    return [cli.bad(say('Chứng từ không có chữ ký nào.', 'The document carries no signature.')), ...warnings]
  }
  const count = report.signatures.length
  const verdict = report.valid
    ? cli.ok(say(`Hợp lệ: ${count} chữ ký`, `Valid: ${count} signature${count === 1 ? '' : 's'}`))
    : cli.bad(say('Không hợp lệ', 'Not valid'))
  return [verdict, ...report.signatures.flatMap((signature) => ['', ...signatureLines(signature, cli)]), ...warnings]
}

function signatureLines(signature: SignatureReport, cli: Cli): string[] {
  const { say } = cli
  const { certificate } = signature
  const covers = signature.covers.map(({ path, uri, wholeDocument, valid }) => {
    const what = wholeDocument ? say('toàn bộ chứng từ', 'the whole document') : (path ?? uri)
    return valid ? what : `${what} (${say('đã bị sửa', 'changed')})`
  })
  const title = `${say('Chữ ký tại', 'Signature at')} ${printable(signature.path)}`
  return [
    signature.valid ? cli.ok(title) : cli.bad(title),
    ...cli
      .pairs([
        [say('Bảo vệ', 'Covers'), covers.join(', ') || say('không gì cả', 'nothing')],
        [say('Người ký', 'Signer'), certificate?.subject ?? null],
        [say('Mã số thuế', 'Tax code'), certificate?.taxCode ?? null],
        [say('Nơi cấp', 'Issuer'), certificate?.issuer ?? null],
        ['Serial', certificate?.serial ?? null],
        [
          say('Hiệu lực', 'Valid'),
          certificate && `${cli.date(certificate.notBefore)} – ${cli.date(certificate.notAfter)}`,
        ],
        [say('Ghi giờ ký', 'Claimed time'), signature.signingTime],
        [say('Thuật toán', 'Algorithm'), signature.signatureMethod],
      ])
      .map((line) => `  ${line}`),
    ...signature.problems.map((problem) => `  ${cli.bad(printable(problem))}`),
    ...signature.warnings.map((warning) => `  ${cli.warning(printable(warning))}`),
  ]
}
