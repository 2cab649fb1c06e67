import { CongkyError, reportText, type VerifyReport } from '@congky/shared'
import type { Command } from 'commander'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import type { SignatureEngine } from '../signature/profile.ts'
import type { Cli } from './cli.ts'
import { addExample } from './command-help.ts'
import { printable } from './output/display-width.ts'
import { readFile } from './read-file.ts'
import { withEngine } from './with-engine.ts'

export function addVerifyCommand(program: Command, cli: Cli): void {
  const { say } = cli
  const command = program
    .command('verify')
    .description(
      say(
        'Kiểm tra các chữ ký của một chứng từ (XML, S/MIME, CMS, EDIFACT); không cần cổng ký đang chạy.',
        'Verifies the signatures of a document (XML, S/MIME, CMS, EDIFACT); needs no running gateway.',
      ),
    )
    .argument('<file>', say('chứng từ đã ký', 'signed document'))
    .option('--signature <file>', say('tệp chữ ký tách rời của chứng từ', 'the detached signature of the document'))
    .action(async (file: string, options: { readonly signature?: string }) => {
      const signature = options.signature === undefined ? undefined : readFile(options.signature)
      const report = await verifyDocument(cli, readFile(file), signature)
      if (!report.valid) cli.markFailed()
      cli.result(report, () => reportLines(report, cli))
    })
  addExample(command, cli, 'verify to-khai.signed.xml', 'verify hop-dong.pdf --signature hop-dong.pdf.p7s')
}

/**
 * Believes whom the configuration believes; without one, reports say that certificates were not judged.
 *
 * @param signature Detached, over the document.
 * @throws {CongkyError} ERR_CONFIG_INVALID, ERR_DOCUMENT_NOT_XML and the like.
 */
export async function verifyDocument(cli: Cli, document: Uint8Array, signature?: Uint8Array): Promise<VerifyReport> {
  const verify = (engine: SignatureEngine) => engine.verify(document, { signature, judgesCertificates: true })
  const config = configIfAny(cli)
  if (config === null) return withEngine(verify)
  const { OutgoingConnections } = await import('../outgoing/outgoing-connections.ts')
  const { reportTrust } = await import('../trust-parts.ts')
  const outgoing = new OutgoingConnections(outgoingParts(config, cli))
  try {
    return await withEngine(verify, { profiles: config.profiles, trust: reportTrust(() => config.trust, outgoing) })
  } finally {
    await outgoing.close()
  }
}

function outgoingParts(config: GatewayConfig, cli: Cli) {
  const secret = (name: string) => cli.openSecrets(config.stateDir).get(name)
  return { config: () => config.proxy, secret, env: cli.io.env }
}

function configIfAny(cli: Cli): GatewayConfig | null {
  try {
    return cli.loadConfig().config
  } catch (error) {
    if (error instanceof CongkyError && error.code === 'ERR_CONFIG_NOT_FOUND') return null
    throw error
  }
}

/** The same words as `congky-client verify` and the console have. */
export function reportLines(report: VerifyReport, cli: Cli): string[] {
  const text = reportText(report, { language: cli.language, showTime: (iso) => cli.time(iso) })
  return [
    text.valid ? cli.ok(text.verdict) : cli.bad(text.verdict),
    ...text.signatures.flatMap(({ valid, title, facts, problems, warnings }) => [
      '',
      valid ? cli.ok(printable(title)) : cli.bad(printable(title)),
      ...cli.pairs(facts).map((line) => `  ${line}`),
      ...problems.map((problem) => `  ${cli.bad(printable(problem))}`),
      ...warnings.map((warning) => `  ${cli.warning(printable(warning))}`),
    ]),
    ...text.warnings.map((warning) => cli.warning(printable(warning))),
  ]
}
