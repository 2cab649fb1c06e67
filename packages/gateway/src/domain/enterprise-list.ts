/** What taking a list of enterprises over would change. Pure: the same list and configuration, the same report. */
import type { EnterpriseListReport, ListRemark, TaxCode } from '@congky/shared'
import { isSameEnterprise } from './choose-certificate.ts'
import { type EnterpriseList, type ListLine, remark } from './enterprise-csv.ts'
import type { EnterpriseConfig, TaxCodePolicy } from './gateway-config.ts'

export interface ListPlan {
  /** What to write: the lines that add or change something. */
  readonly edits: readonly ListLine[]
  readonly report: Omit<EnterpriseListReport, 'revision'>
}

/** As the configuration allows (config/schema.ts). */
export const ENTERPRISES_MAX = 20_000
/** Of each kind of line, so many are shown; all are counted. */
const SHOWN_MAX = 500

/** What a list is held against. */
export interface ListGround {
  readonly enterprises: readonly EnterpriseConfig[]
  readonly policy: TaxCodePolicy
  /** Tax code of each certificate on a token that was plugged in, by its thumbprint and by its serial number. */
  readonly certificates: ReadonlyMap<string, TaxCode | null>
}

export function planList(
  { enterprises: lines, problems, restored, lines: lineCount }: EnterpriseList,
  ground: ListGround,
): ListPlan {
  const known = new Map(ground.enterprises.map((entry) => [keyOf(entry), entry]))
  const room = ENTERPRISES_MAX - ground.enterprises.length
  const added = lines.filter((line) => !known.has(keyOf(line)))
  const changed = lines.flatMap((line) => {
    const before = known.get(keyOf(line))
    return before !== undefined && changes(line, before) ? [{ line, before }] : []
  })
  const fitting = added.slice(0, Math.max(room, 0))
  const excess = added.slice(fitting.length).map(({ line, taxCode }) =>
    remark(line, 'taxCode', taxCode, {
      en: `the configuration takes at most ${ENTERPRISES_MAX} enterprises`,
      vi: `cấu hình chứa tối đa ${ENTERPRISES_MAX} doanh nghiệp`,
    }),
  )
  const bad = [...problems, ...excess]
  const edits = [...fitting, ...changed.map(({ line }) => line)].sort((a, b) => a.line - b.line)
  const warnings = [...restored.map(restoredRemark), ...edits.flatMap((line) => certificateRemarks(line, ground))]
  return {
    edits,
    report: {
      counts: {
        lines: lineCount,
        added: fitting.length,
        changed: changed.length,
        unchanged: lines.length - added.length - changed.length,
        bad: new Set(bad.map(({ line }) => line)).size,
        warnings: new Set(warnings.map(({ line }) => line)).size,
      },
      added: fitting.slice(0, SHOWN_MAX).map(toListed),
      changed: changed.slice(0, SHOWN_MAX).map(({ line, before: { name, certificate } }) => ({
        ...toListed({ ...line, certificate: line.certificate === undefined ? certificate : line.certificate }),
        before: { name, certificate },
      })),
      bad: bad.slice(0, SHOWN_MAX),
      warnings: warnings.slice(0, SHOWN_MAX),
    },
  }
}

const keyOf = ({ taxCode, source }: Pick<EnterpriseConfig, 'taxCode' | 'source'>) => `${taxCode} ${source ?? ''}`

function changes(line: ListLine, before: EnterpriseConfig): boolean {
  return line.name !== before.name || (line.certificate !== undefined && line.certificate !== before.certificate)
}

function toListed({ line, taxCode, name, source, certificate = null }: ListLine) {
  return { line, taxCode, name, source, certificate }
}

function restoredRemark({ line, taxCode }: ListLine): ListRemark {
  return remark(line, 'taxCode', taxCode, {
    en: `the leading zero that the spreadsheet dropped was put back: ${taxCode}`,
    vi: `đã thêm lại số 0 đứng đầu mà bảng tính làm mất: ${taxCode}`,
  })
}

function certificateRemarks({ line, taxCode, certificate }: ListLine, ground: ListGround): ListRemark[] {
  if (certificate === undefined || certificate === null) return []
  const owner = ground.certificates.get(certificate)
  if (owner === undefined) {
    const text = {
      en: `certificate ${shortened(certificate)} is on no token that was plugged in; its documents wait for it`,
      vi: `chưa có USB token nào chứa chữ ký số ${shortened(certificate)}; chứng từ sẽ chờ đến khi cắm token`,
    }
    return [remark(line, 'certificate', certificate, text)]
  }
  const answer = ground.policy.ownCertificate
  if (owner === null || answer === 'allow' || isSameEnterprise(owner, taxCode, ground.policy)) return []
  const isDenied = answer === 'deny'
  const text = {
    en: `certificate ${shortened(certificate)} belongs to tax code ${owner}${isDenied ? ', so requests will be rejected' : ''}`,
    vi: `chữ ký số ${shortened(certificate)} thuộc mã số thuế ${owner}${isDenied ? ', nên yêu cầu ký sẽ bị từ chối' : ''}`,
  }
  return [remark(line, 'certificate', certificate, text)]
}

const shortened = (reference: string) => (reference.length > 24 ? `${reference.slice(0, 24)}…` : reference)
