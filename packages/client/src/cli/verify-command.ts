import { CongkyError, reportText, toCongkyError, type VerifyReport } from '@congky/shared'
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

const CONCURRENCY = 4
const ONE_DOCUMENT = {
  vi: 'một tệp chữ ký chỉ đi với một chứng từ',
  en: 'a signature file goes with one document',
}

type FileReport =
  | { readonly file: string; readonly report: VerifyReport }
  | { readonly file: string; readonly error: CongkyError }

export interface VerifyCommandOptions extends TargetOptions {
  /** File of a signature that stands beside the one document. */
  readonly signature?: string
}

/** `congky-client verify`: what the signatures in each file are worth, as the gateway judges. */
export async function verifyCommand(
  context: CliContext,
  names: readonly string[],
  options: VerifyCommandOptions,
): Promise<ExitCode> {
  const files = await expandFiles(names, context.io)
  if (options.signature !== undefined && files.length !== 1) {
    throw new CongkyError('ERR_USAGE', { detail: ONE_DOCUMENT })
  }
  const signature = options.signature === undefined ? undefined : await readDocument(options.signature, context.io)
  const target = await chooseTarget(context, options)
  const api = new GatewayApi(nodePlatform(parseAddress(target.url, target.fingerprint), target.accessKey))
  const display = new ProgressDisplay(context, say(context, 'đang kiểm tra chữ ký', 'verifying'), files.length)
  const counts = { total: files.length, done: 0, failed: 0 }
  const verify = async (file: string): Promise<FileReport> => {
    try {
      return {
        file,
        report: await api.verify(await readDocument(file, context.io), { signature, signal: context.signal }),
      }
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
  const { language } = context
  const text = reportText(report, { language, showTime: (iso) => iso })
  print(context, `${file}: ${text.verdict}`)
  for (const { title, facts, problems, warnings } of text.signatures) {
    print(context, `  ${title}`)
    for (const [label, value] of facts) print(context, `    ${label}: ${value}`)
    for (const problem of problems) print(context, `    ✗ ${problem}`)
    for (const warning of warnings) print(context, `    ! ${warning}`)
  }
  for (const warning of text.warnings) print(context, `  ! ${warning}`)
}
