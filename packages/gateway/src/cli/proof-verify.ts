/** `congky proof verify`: who approved and signed what, by a file that was exported before. */
import { eventWords, proofWords } from '../domain/approval/approval-words.ts'
import { describeEvidenceFault } from '../domain/evidence/evidence-fault.ts'
import type { EvidenceStep, EvidenceSummary } from '../domain/evidence/summarize.ts'
import { type EvidenceVerdict, verifyEvidence } from '../domain/evidence/verify-evidence.ts'
import type { Cli } from './cli.ts'
import { readFingerprint } from './history-verify.ts'
import { printable } from './output/display-width.ts'
import { readFile } from './read-file.ts'

export interface ProofWishes {
  readonly key?: string
  readonly document?: string
  readonly signed?: string
}

/** @throws {CongkyError} ERR_USAGE, ERR_FILE_UNUSABLE */
export async function verifyProof(cli: Cli, file: string, wishes: ProofWishes): Promise<void> {
  const verdict = verifyEvidence(readFile(file), {
    ...(wishes.key === undefined ? {} : { key: readFingerprint(wishes.key) }),
    ...(wishes.document === undefined ? {} : { document: readFile(wishes.document) }),
    ...(wishes.signed === undefined ? {} : { signed: readFile(wishes.signed) }),
  })
  if (!verdict.intact) cli.markFailed()
  cli.result(verdict, () => (verdict.intact ? intactLines(verdict, wishes, cli) : faultLines(verdict, cli)))
}

/** Nothing of what a damaged proof says is repeated. */
function faultLines({ faults }: EvidenceVerdict, cli: Cli): string[] {
  const { say } = cli
  return [
    cli.bad(say('Bằng chứng không đứng vững:', 'The proof does not hold:')),
    ...faults.map((fault) => {
      const { vi, en } = describeEvidenceFault(fault)
      return `  ${say(vi, en)}`
    }),
  ]
}

function intactLines({ evidence }: EvidenceVerdict, wishes: ProofWishes, cli: Cli): string[] {
  const { say } = cli
  if (evidence === null) return []
  const { requestId, gateway, madeAt, key, records, summary } = evidence
  const count = cli.number(records)
  return [
    cli.ok(say(`Bằng chứng nguyên vẹn: ${count} bản ghi.`, `The proof is intact: ${count} records.`)),
    ...cli.pairs([
      [say('Mã yêu cầu', 'Request'), printable(requestId)],
      ...summaryPairs(summary, cli),
      [say('Cổng ký', 'Gateway'), `${printable(gateway)} · ${cli.time(madeAt)}`],
      [say('Vân tay khóa', 'Key fingerprint'), key],
    ]),
    ...summary.approvals.flatMap((step) => stepLines(step, cli)),
    ...(wishes.key === undefined ? [cli.warning(keyWarning(cli))] : []),
  ]
}

function summaryPairs(summary: EvidenceSummary, cli: Cli): (readonly [string, string | null])[] {
  const { say } = cli
  const { signed, requester, taxCode, profile, receivedAt, documentSha256 } = summary
  const certificate = signed && [signed.certificate.subject, signed.certificate.serial].join(' · ')
  return [
    [say('Người trình', 'Requester'), requester && printable(requester)],
    [say('Mã số thuế', 'Tax code'), taxCode && printable(taxCode)],
    [say('Mẫu ký', 'Profile'), profile && printable(profile)],
    [say('Nhận lúc', 'Received'), receivedAt && cli.time(receivedAt)],
    [say('Chứng từ', 'Document'), documentSha256 && printable(`SHA-256 ${documentSha256}`)],
    [say('Ký lúc', 'Signed'), signed ? cli.time(signed.at) : say('chưa ký', 'not signed')],
    [say('Bản đã ký', 'Signed document'), signed && printable(`SHA-256 ${signed.signedSha256}`)],
    [say('Chữ ký số', 'Certificate'), certificate && printable(certificate)],
  ]
}

/** What somebody did; all else happens to an approval, and its record names whoever asked for the signature. */
const DEEDS: readonly (string | null)[] = ['asked', 'viewed', 'approved', 'returned']

function stepLines({ event, at, by, proof, origin, ...step }: EvidenceStep, cli: Cli): string[] {
  const { say } = cli
  const what = event === null ? '' : (eventWords(event)?.[cli.language] ?? event)
  const behalf = step.onBehalfOf === null ? '' : say(` thay ${step.onBehalfOf}`, ` for ${step.onBehalfOf}`)
  const shown = proof && proofWords(proof)[cli.language]
  const who = DEEDS.includes(event) ? `: ${[by, shown, origin].filter((word) => word !== null).join(' · ')}` : ''
  const { rule, policySha256, documentSha256, reason } = step
  const lines = [
    say(`chứng từ ${documentSha256}`, `document ${documentSha256}`),
    ...(event === 'asked'
      ? [say(`quy tắc ${rule}, chính sách ${policySha256}`, `rule ${rule}, policy ${policySha256}`)]
      : []),
    ...(reason === null ? [] : [say(`lý do: ${reason}`, `reason: ${reason}`)]),
  ]
  return [`  ${printable(`${cli.time(at)}  ${what}${behalf}${who}`)}`, ...lines.map((line) => `    ${printable(line)}`)]
}

const keyWarning = ({ say }: Cli) =>
  say(
    'Khóa được lấy từ chính tệp này. Hãy so vân tay với congky history head trên máy cổng ký, hoặc dùng --key.',
    'The key came with this file. Compare its fingerprint with congky history head on the gateway host, or give --key.',
  )
