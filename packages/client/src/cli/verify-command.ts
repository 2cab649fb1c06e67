import { type CongkyError, type SignatureReport, toCongkyError, type VerifyReport } from '@congky/shared'
import { parseAddress } from '../address.ts'
import { GatewayApi } from '../gateway-api.ts'
import { mapLimited } from '../map-limited.ts'
import { nodePlatform } from '../node/node-platform.ts'
import {
  type CliContext,
  type ExitCode,
  errorLine,
  errorView,
  exitCodes,
  print,
  printJson,
  say,
} from './cli-context.ts'
import { expandFiles } from './expand-files.ts'
import { chooseTarget, type TargetOptions } from './gateway-target.ts'
import { ProgressDisplay } from './progress-display.ts'
import { readDocument } from './read-document.ts'
import { certificateName } from './sign-results.ts'

const CONCURRENCY = 4

type FileReport =
  | { readonly file: string; readonly report: VerifyReport }
  | { readonly file: string; readonly error: CongkyError }

/** `congky-client verify`: what the signatures in each file are worth, as the gateway judges. */
export async function verifyCommand(
  context: CliContext,
  names: readonly string[],
  options: TargetOptions,
): Promise<ExitCode> {
  const files = await expandFiles(names, context.io)
  const target = await chooseTarget(context, options)
  const api = new GatewayApi(nodePlatform(parseAddress(target.url, target.fingerprint), target.accessKey))
  const display = new ProgressDisplay(context, say(context, 'đang kiểm tra chữ ký', 'verifying'), files.length)
  const counts = { total: files.length, done: 0, failed: 0 }
  const verify = async (file: string): Promise<FileReport> => {
    try {
      return { file, report: await api.verify(await readDocument(file, context.io), context.signal) }
    } catch (error) {
      return { file, error: toCongkyError(error) }
    }
  }
  const reports = await mapLimited(files, CONCURRENCY, async (file) => {
    const result = await verify(file)
    counts[isValid(result) ? 'done' : 'failed'] += 1
    display.step(counts, file)
    return result
  })
  display.end()
  if (context.json) printJson(context, toJson(reports))
  else for (const report of reports) printReport(context, report)
  return reports.every(isValid) ? exitCodes.done : exitCodes.failed
}

function isValid(result: FileReport): boolean {
  return 'report' in result && result.report.valid
}

function toJson(reports: readonly FileReport[]) {
  const files = reports.map((result) =>
    'report' in result ? result : { file: result.file, error: errorView(result.error) },
  )
  return { valid: reports.every(isValid), files }
}

function printReport(context: CliContext, result: FileReport): void {
  if ('error' in result) {
    print(context, `${result.file}: ${errorLine(context, result.error)}`)
    return
  }
  const { file, report } = result
  const verdict =
    report.signatures.length === 0
      ? say(context, 'chưa có chữ ký', 'carries no signature')
      : validity(context, report.valid)
  print(context, `${file}: ${verdict}`)
  for (const signature of report.signatures)
    for (const line of signatureLines(context, signature)) print(context, `  ${line}`)
  for (const warning of report.warnings) print(context, `  ! ${warning}`)
}

function signatureLines(context: CliContext, signature: SignatureReport): string[] {
  const { path, valid, certificate, signingTime, covers, problems, warnings } = signature
  const signer = certificate ? certificateName(certificate) : say(context, 'không rõ chữ ký số', 'unknown certificate')
  const covered = covers.map((part) =>
    part.wholeDocument ? say(context, 'toàn bộ', 'whole document') : (part.path ?? part.uri),
  )
  return [
    `${path}: ${validity(context, valid)}, ${signer}${signingTime === null ? '' : `, ${signingTime}`}`,
    `  ${say(context, 'phạm vi ký', 'covers')}: ${covered.join(', ') || '–'}`,
    ...problems.map((problem) => `  ✗ ${problem}`),
    ...warnings.map((warning) => `  ! ${warning}`),
  ]
}

function validity(context: CliContext, valid: boolean): string {
  return valid ? say(context, 'hợp lệ', 'valid') : say(context, 'KHÔNG hợp lệ', 'NOT valid')
}
