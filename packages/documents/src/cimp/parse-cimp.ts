/**
 * Reads a Cargo-IMP text line by line: what it is, which consignment, which house waybill, which status, remarks.
 * Tolerant where samples of the field differ (line ends, blanks, lower case, dash of the waybill); everything that
 * cannot be read is a finding with its place, and reading goes on behind it.
 */
import { hasAwbCheckDigit, parseAwbNumber } from './awb-number.ts'
import { readHouseSerial, readQuantity, readRoute } from './cimp-fields.ts'
import { type CimpFinding, CimpFindings, shown } from './cimp-finding.ts'
import { CIMP_STATUSES, type CimpHouse, type CimpKind, type CimpMessage, type CimpQuantity } from './cimp-message.ts'
import { isStatus, readStatusLine } from './read-status-line.ts'
import { type LineField, linesOf, type TextLine } from './text-line.ts'

/** Characters of a whole message (Cargo-IMP manual, 32nd edition, preface). */
const TEXT_LENGTH_MAX = 3_500
/** Two lines of 65 characters of Other Service Information: the decision's an..130. */
export const REMARKS_LENGTH_MAX = 130
/** Lines that may follow a status and say nothing the decision asks for. */
const KNOWN_LINES = ['OCI', 'ULD', 'SPH', 'COR']

export interface ParsedCimp {
  /** Null when kind, waybill or status cannot be made out; the findings say why. */
  readonly message: CimpMessage | null
  readonly findings: readonly CimpFinding[]
}

export function parseCimp(text: string): ParsedCimp {
  const findings = new CimpFindings()
  if (text.length > TEXT_LENGTH_MAX) {
    findings.error('length', 'message', null, {
      vi: `Điện CIMP dài ${text.length} ký tự; tối đa ${TEXT_LENGTH_MAX}.`,
      en: `The CIMP text has ${text.length} characters; ${TEXT_LENGTH_MAX} are allowed.`,
    })
    return { message: null, findings: findings.all }
  }
  const lines = readableLines(text, findings)
  const identifier = readIdentifier(lines.shift(), findings)
  const consignment = readConsignment(lines.shift(), findings)
  const house = takeHouse(lines, findings)
  const rest = readRest(lines, findings)
  if (identifier === null || consignment === null || rest === null) return { message: null, findings: findings.all }
  return { message: { ...identifier, ...consignment, house, ...rest }, findings: findings.all }
}

/** Upper case; lines with characters that Cargo-IMP does not have are complained about and read all the same. */
function readableLines(text: string, findings: CimpFindings): TextLine[] {
  const lines = linesOf(text)
  for (const { text: line, line: number } of lines) {
    const at = line.search(/[^\x20-\x7e]/)
    if (at < 0) continue
    findings.error(
      'characters',
      'message',
      { line: number, column: at + 1 },
      {
        vi: `Ký tự không dùng được trong CIMP (chỉ chữ không dấu, chữ số, dấu chấm, gạch ngang, gạch chéo).`,
        en: 'This character cannot stand in CIMP (letters without accents, digits, point, dash and slant can).',
      },
    )
  }
  const lower = lines.find((line) => /[a-z]/.test(line.text))
  if (lower === undefined) return lines
  findings.warning(
    'characters',
    'message',
    { line: lower.line, column: lower.text.search(/[a-z]/) + 1 },
    {
      vi: 'CIMP viết bằng chữ hoa; chữ thường được đọc như chữ hoa.',
      en: 'CIMP is written in upper case; lower case is read as upper case.',
    },
  )
  return linesOf(text.replace(/[a-z]/g, (letter) => letter.toUpperCase()))
}

function readIdentifier(
  line: TextLine | undefined,
  findings: CimpFindings,
): { kind: CimpKind; version: number } | null {
  const found = /^(FSU|FZE)\/(\d{1,2})$/.exec(line?.text ?? '')
  if (found) return { kind: found[1] === 'FZE' ? 'FZE' : 'FSU', version: Number(found[2]) }
  findings.error('identifier', 'message', line?.start ?? { line: 1, column: 1 }, {
    vi: `Dòng đầu phải là FSU/14 hoặc FZE/1, không phải “${shown(line?.text ?? '')}”.`,
    en: `The first line must be FSU/14 or FZE/1, not “${shown(line?.text ?? '')}”.`,
  })
  return null
}

type Consignment = Pick<CimpMessage, 'awb' | 'route' | 'quantity'>

/** `020-12345675FRAJFK/T1K100`, in house messages also behind `MBI/`. */
function readConsignment(line: TextLine | undefined, findings: CimpFindings): Consignment | null {
  const fields = line?.fields ?? []
  const [first, second, ...more] = fields[0]?.text === 'MBI' ? fields.slice(1) : fields
  const [, number = '', route] = /^(\d{3}-?\d{8})([A-Z]{6})?$/.exec(first?.text ?? '') ?? []
  const awb = parseAwbNumber(number)
  if (awb === null) {
    findings.error('field', 'awb', first ?? { line: 2, column: 1 }, {
      vi: `Dòng thứ hai phải bắt đầu bằng số vận đơn chủ (ví dụ 020-12345675FRAJFK/T1K100), không phải “${shown(first?.text ?? '')}”.`,
      en: `The second line must start with the air waybill (such as 020-12345675FRAJFK/T1K100), not “${shown(first?.text ?? '')}”.`,
    })
    return null
  }
  if (!hasAwbCheckDigit(awb)) {
    findings.error('check-digit', 'awb', first ?? null, {
      vi: `Số vận đơn ${awb} sai chữ số kiểm tra (chữ số cuối phải là ${Number(awb.slice(4, 11)) % 7}).`,
      en: `Air waybill ${awb} has a wrong check digit (the last digit must be ${Number(awb.slice(4, 11)) % 7}).`,
    })
  }
  for (const field of more) ignore(field, findings)
  return { awb, route: route ?? null, quantity: quantityIn(second, findings) }
}

function quantityIn(field: LineField | undefined, findings: CimpFindings): CimpQuantity | null {
  if (field === undefined || field.text === '') return null
  const quantity = readQuantity(field.text)
  if (quantity !== undefined) return quantity
  findings.error('field', 'pieces', field, {
    vi: `“${shown(field.text)}” không phải là số kiện và trọng lượng (ví dụ T1K100).`,
    en: `“${shown(field.text)}” is no number of pieces with weight (such as T1K100).`,
  })
  return null
}

/** `HWB/H1234567/FRAJFK/T1K100`; takes its line away. */
function takeHouse(lines: TextLine[], findings: CimpFindings): CimpHouse | null {
  const [line] = lines
  if (line === undefined || !['HWB', 'HBS'].includes(line.start.text)) return null
  lines.shift()
  const [, first, ...rest] = line.fields
  const serial = readHouseSerial(first?.text ?? '')
  if (serial === undefined) {
    findings.error('field', 'hwb', first ?? line.start, {
      vi: `“${shown(first?.text ?? '')}” không phải là số vận đơn thứ cấp (tối đa 12 chữ và số).`,
      en: `“${shown(first?.text ?? '')}” is no house waybill number (at most 12 letters and digits).`,
    })
    return null
  }
  const route = readRoute(rest[0]?.text ?? '')
  if (route !== undefined) rest.shift()
  const [quantity, ...more] = rest
  for (const field of more) ignore(field, findings)
  return { serial, route: route ?? null, quantity: quantityIn(quantity, findings) }
}

type Rest = Pick<
  CimpMessage,
  'status' | 'flight' | 'moment' | 'place' | 'discrepancy' | 'statusQuantity' | 'party' | 'remarks'
>

/** The status, and what follows it. */
function readRest(lines: readonly TextLine[], findings: CimpFindings): Rest | null {
  let status: Omit<Rest, 'remarks'> | null = null
  const remarks: LineField[] = []
  let before = ''
  for (const line of lines) {
    const code = line.start.text === '' ? before : line.start.text
    before = code
    if (code === 'OSI') remarks.push(remarkOf(line))
    else if (KNOWN_LINES.includes(code)) continue
    else if (!isStatus(code)) complainOfLine(line, findings)
    else if (status === null) status = { status: code, ...readStatusLine(code, line, findings) }
    else {
      findings.error('line', 'status', line.start, {
        vi: 'Mỗi điện chỉ mang một trạng thái.',
        en: 'A message carries one status only.',
      })
    }
  }
  if (status === null) {
    findings.error('missing', 'status', null, {
      vi: `Thiếu dòng trạng thái (${Object.keys(CIMP_STATUSES).join(', ')}).`,
      en: `There is no status line (${Object.keys(CIMP_STATUSES).join(', ')}).`,
    })
    return null
  }
  return { ...status, remarks: joinRemarks(remarks, findings) }
}

/** A line of remarks, without `OSI/` or the slant of a further line; slants inside are text. */
function remarkOf({ text, line, start }: TextLine): LineField {
  const column = start.text.length + 1
  return { text: text.slice(column), line, column: column + 1 }
}

function joinRemarks(lines: readonly LineField[], findings: CimpFindings): string | null {
  const text = lines.map((line) => line.text).join('')
  if (text.length > REMARKS_LENGTH_MAX) {
    findings.error('field', 'remarks', lines[0] ?? null, {
      vi: `Ghi chú dài ${text.length} ký tự; tối đa ${REMARKS_LENGTH_MAX}.`,
      en: `The remarks have ${text.length} characters; ${REMARKS_LENGTH_MAX} are allowed.`,
    })
  }
  return text === '' ? null : text
}

function complainOfLine({ start, text }: TextLine, findings: CimpFindings): void {
  const isOther = /^[A-Z]{3}$/.test(start.text)
  if (isOther) ignore({ ...start, text }, findings)
  else {
    findings.error('line', 'message', start, {
      vi: `Không đọc được dòng “${shown(text)}”.`,
      en: `The line “${shown(text)}” cannot be read.`,
    })
  }
}

function ignore(field: LineField, findings: CimpFindings): void {
  findings.warning('ignored', 'message', field, {
    vi: `“${shown(field.text)}” không được đọc.`,
    en: `“${shown(field.text)}” is not read.`,
  })
}
