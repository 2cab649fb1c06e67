/** Everything that can be said about the CIMP element of a message of Decision 1543, beside its neighbours. */
import { decodeBase64Text } from './base64-text.ts'
import { writeFlight } from './cimp-fields.ts'
import { CIMP_ITEMS, type CimpFinding, CimpFindings, type CimpItem, shown } from './cimp-finding.ts'
import { CIMP_STATUSES, type CimpMessage, type CimpStatus } from './cimp-message.ts'
import { ABSENT_BY_FORM, cimpUsage } from './cimp-usage.ts'
import { parseCimp } from './parse-cimp.ts'

/** The message around the text. Elements that are absent are null; texts as they stand. */
export interface CimpContext {
  /** Code of the message: `01-01`, `02-01`, `02-02`, `02-03`, `03-01`. */
  readonly kind: string
  /** Element GoodsType: `1` import, `2` export. */
  readonly goodsType: string | null
  readonly awb: string | null
  readonly hawb: string | null
  /** Element Flight Number. */
  readonly flight: string | null
}

/**
 * Errors: no base64, not readable, a mandatory item is absent, a status that the table does not have, HAWB absent
 * beside a house message. Warnings: text and elements contradict each other. Never throws.
 */
export function cimpFindings(base64: string, context: CimpContext): readonly CimpFinding[] {
  const text = decodeBase64Text(base64)
  const findings = new CimpFindings()
  if (text === null) {
    findings.error('base64', 'message', null, {
      vi: 'Nội dung CIMP không phải base64 hợp lệ.',
      en: 'The CIMP element is not proper base64.',
    })
    return findings.all
  }
  const parsed = parseCimp(text)
  if (parsed.message !== null) {
    checkMandatory(parsed.message, context, findings)
    checkStatus(parsed.message, context, findings)
    checkNeighbours(parsed.message, context, findings)
  }
  return [...parsed.findings, ...findings.all]
}

/** The items of the tables' lists; those without which nothing could be read are complained about while reading. */
function checkMandatory(message: CimpMessage, context: CimpContext, findings: CimpFindings): void {
  const { status, statusQuantity, quantity, house } = message
  const quantities = [statusQuantity, house?.quantity ?? null, quantity]
  const present: Partial<Record<CimpItem, boolean>> = {
    pieces: quantities.some((one) => one !== null),
    weight: quantities.some((one) => one !== null && one.weight !== null),
    // Lines that need a flight complain themselves; for those without a place for it, the element says it.
    flight: message.flight !== null || !ABSENT_BY_FORM[status].includes('flight') || (context.flight ?? '') !== '',
    ...(message.kind === 'FZE' && { hwb: house !== null }),
    ...(status === 'DIS' && { remarks: message.remarks !== null }),
  }
  for (const item of Object.keys(present) as CimpItem[]) {
    if (present[item] === true) continue
    const { vi, en, name } = CIMP_ITEMS[item]
    const words = {
      vi: `Điện ${message.kind}/${status} thiếu ${vi.toLowerCase()} (${name}).`,
      en: `The ${message.kind}/${status} text lacks: ${en.toLowerCase()} (${name}).`,
    }
    if (ABSENT_BY_FORM[status].includes(item)) findings.warning('missing', item, null, words)
    else findings.error('missing', item, null, words)
  }
  const isTimeUsual = status === 'RCF' || status === 'FOH' || status === 'DLV'
  if (isTimeUsual && message.moment !== null && message.moment.time === null) {
    findings.warning('missing', 'moment', null, {
      vi: `Điện ${message.kind}/${status} có ngày nhưng không có giờ.`,
      en: `The ${message.kind}/${status} text has a day but no time.`,
    })
  }
}

function checkStatus({ kind, status }: CimpMessage, context: CimpContext, findings: CimpFindings): void {
  const usage = cimpUsage(context.kind)
  if (usage === null) return
  const { statuses, table } = usage
  const goodsType = context.goodsType?.trim() ?? '1'
  // A wrong GoodsType is that element's own finding; any status of the table will do here.
  const fitting = goodsType === '1' || goodsType === '2' ? [statuses[goodsType]] : Object.values(statuses)
  const allowed = fitting.filter((one): one is CimpStatus => one !== null)
  if (allowed.includes(status)) return
  const goods =
    goodsType === '2' ? { vi: 'hàng xuất khẩu', en: 'export goods' } : { vi: 'hàng nhập khẩu', en: 'import goods' }
  const wanted = allowed.map((one) => `${kind}/${one}`).join(', ')
  findings.error('status', 'status', null, {
    vi: `Thông điệp ${context.kind} về ${goods.vi} dùng ${wanted || 'không trạng thái nào'} (bảng ${table}), không phải ${kind}/${status} (${CIMP_STATUSES[status].vi.toLowerCase()}).`,
    en: `Message ${context.kind} about ${goods.en} has ${wanted || 'no status'} (table ${table}), not ${kind}/${status} (${CIMP_STATUSES[status].en}).`,
  })
}

function checkNeighbours(message: CimpMessage, context: CimpContext, findings: CimpFindings): void {
  const hawb = context.hawb?.trim() ?? ''
  if (message.kind === 'FZE' && hawb === '' && cimpUsage(context.kind)?.table !== 'II.2.3') {
    findings.error('missing', 'hwb', null, {
      vi: 'CIMP là FZE (vận đơn thứ cấp) nên phần tử HAWB là bắt buộc.',
      en: 'The CIMP text is FZE (a house waybill), so element HAWB is mandatory.',
    })
  }
  if (message.kind === 'FSU' && hawb !== '') {
    findings.warning('differs', 'hwb', null, {
      vi: `CIMP là FSU (vận đơn chủ) trong khi phần tử HAWB ghi ${shown(hawb)}; vận đơn thứ cấp dùng FZE.`,
      en: `The CIMP text is FSU (a master waybill), while element HAWB says ${shown(hawb)}; a house waybill has FZE.`,
    })
  }
  compare('awb', message.awb, context.awb, waybillKey, findings)
  compare('hwb', message.house?.serial ?? null, context.hawb, waybillKey, findings)
  compare('flight', message.flight && writeFlight(message.flight), context.flight, flightKey, findings)
}

const ELEMENTS: Readonly<Partial<Record<CimpItem, string>>> = { awb: 'AWB', hwb: 'HAWB', flight: 'Flight Number' }

function compare(
  item: CimpItem,
  inText: string | null,
  inElement: string | null,
  key: (text: string) => string,
  findings: CimpFindings,
): void {
  const element = inElement?.trim() ?? ''
  if (inText === null || element === '' || key(inText) === key(element)) return
  findings.warning('differs', item, null, {
    vi: `CIMP ghi ${CIMP_ITEMS[item].vi.toLowerCase()} ${inText}, phần tử ${ELEMENTS[item]} ghi ${shown(element)}.`,
    en: `The CIMP text says ${CIMP_ITEMS[item].en.toLowerCase()} ${inText}, element ${ELEMENTS[item]} says ${shown(element)}.`,
  })
}

/** Dashes, blanks and case are no difference. */
const waybillKey = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** Neither are the zeros before a flight's number: `VN593` is `VN0593`. */
const flightKey = (text: string): string => waybillKey(text).replace(/^([A-Z][A-Z0-9]|[0-9][A-Z])0+(?=\d)/, '$1')
