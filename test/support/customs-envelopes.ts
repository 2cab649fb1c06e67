/**
 * Messages of a warehouse keeper to customs as Decision 1543/QĐ-TCHQ (2017), appendix part II, describes them:
 * 01 goods that differ, 02 goods into the warehouse, 03 goods out of it. The decision writes some tags with
 * blanks ("Flight Number"), which XML does not allow; they are joined here. The same options give the same
 * message.
 */
import { createHash } from 'node:crypto'

export interface CustomsEnvelopeOptions {
  /** Tax code of the sender. */
  readonly taxCode: string
  /** Name of the sender. */
  readonly enterprise: string
  /** 01 goods that differ, 02 goods in, 03 goods out. Default: by seed. */
  readonly type?: '01' | '02' | '03'
  /** The sender's own number for the message. Default: made from tax code and seed. */
  readonly reference?: string
  /** Default: by seed. */
  readonly flight?: string
  /** Default: 20 November 2026. */
  readonly sentAt?: Date
  /** How many lots the message lists; more than one stand in a `Goods` each. Default: 1. */
  readonly lots?: number
  /** What stands where the signature will be. Default: by seed, since all three occur. */
  readonly signature?: 'empty' | 'self-closing' | 'none'
  /** Different numbers give different messages. Default: 0. */
  readonly seed?: number
}

/** An unsigned message, UTF-8, with an XML declaration. */
export function customsEnvelope(options: CustomsEnvelopeOptions): string {
  const random = randomBySeed(`${options.taxCode}/${options.seed ?? 0}`)
  const type = options.type ?? random.pick(['01', '02', '03'] as const)
  const flight = options.flight ?? random.pick(['VN254', 'VJ838', 'QH206', 'CX766', 'KE361', 'SQ186', 'TK162'])
  const sentAt = options.sentAt ?? new Date(Date.UTC(2026, 10, 20, random.below(24), random.below(60)))
  const reference =
    options.reference ?? `${options.taxCode.slice(-4)}-${isoDay(sentAt).replaceAll('-', '')}-${random.digits(5)}`
  const placeholder = { empty: '<Signature></Signature>', 'self-closing': '<Signature/>', none: '' }
  const signature = placeholder[options.signature ?? random.pick(['empty', 'self-closing', 'none'] as const)]
  const count = options.lots ?? 1
  const lots = Array.from({ length: count }, () => lot(random, type, flight, sentAt))
  const content = count === 1 ? (lots[0] ?? []) : lots.map((fields) => element('Goods', ...fields))
  const envelope = element(
    'Envelope',
    element(
      'Header',
      element('Reference', text('version', '3.00'), text('messageId', `{${random.uuid()}}`)),
      element('From', text('name', options.enterprise), text('identity', options.taxCode)),
      element('To', text('name', 'Tổng cục Hải quan'), text('identity', 'TCHQ')),
      element(
        'Subject',
        text('type', type),
        text('function', '01'),
        text('reference', reference),
        text('sendDate', isoDay(sentAt)),
        text('warehouseCode', random.pick(['01B1A01', '02PGC05', '01NVC08', '43TTC02'])),
      ),
    ),
    element('Body', element('Content', ...content), ...(signature === '' ? [] : [[signature]])),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${envelope.join('\n')}\n`
}

type Lines = readonly string[]

function element(name: string, ...children: Lines[]): Lines {
  return [`<${name}>`, ...children.flat().map((line) => `  ${line}`), `</${name}>`]
}

function text(name: string, value: string): Lines {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return [`<${name}>${escaped}</${name}>`]
}

/** One lot of goods, in the fields of its type (2.3, 2.4 and 2.7 of part II). */
function lot(random: Random, type: '01' | '02' | '03', flight: string, sentAt: Date): Lines[] {
  const awb = `${random.pick(['738', '978', '232', '180', '618'])}-${airWaybillSerial(random)}`
  const isImport = random.below(2) === 0
  const cimp = text('CIMP', Buffer.from(cargoMessage(random, type, isImport, awb, flight, sentAt)).toString('base64'))
  const where = [
    text('GoodsIdentity', `${isoDay(sentAt).slice(2).replaceAll('-', '')}${random.digits(8)}`),
    text('FlightNumber', flight),
    text('FlightDate', `${isoDay(sentAt)}T${sentAt.toISOString().slice(11, 19)}`),
  ]
  if (type === '01') {
    const remark = random.pick([
      'Hàng về thiếu 02 kiện so với vận đơn, đã lập biên bản bất thường',
      'Thừa 01 kiện không có tên trong bản lược khai & chưa rõ chủ hàng',
      'Kiện hàng bị ướt, bao bì rách; trọng lượng < khai báo',
    ])
    return [cimp, ...where, text('Remarks', remark)]
  }
  const way = `${isImport ? 'NK' : 'XK'}${type === '02' ? 'VK' : 'RR'}${1 + random.below(2)}`
  return [
    cimp,
    text('GoodsType', isImport ? '1' : '2'),
    ...where,
    text('MovementDate', isoDay(sentAt)),
    text('Type', way),
    text('AWB', awb),
    text('HAWB', `${random.pick(['HAN', 'SGN', 'DAD'])}${random.digits(7)}`),
    text('Description', random.pick(GOODS)),
  ]
}

const GOODS = [
  'Linh kiện điện tử dùng cho máy tính xách tay, hàng mới 100%',
  'Vải dệt kim từ xơ sợi nhân tạo, khổ 150 cm, dùng may áo khoác',
  'Tôm thẻ chân trắng đông lạnh, cỡ 31/40, đóng thùng 10 kg',
  'Thuốc tân dược: Paracetamol 500 mg (hộp 10 vỉ x 10 viên)',
  'Phụ tùng ô tô: má phanh, lọc dầu & bugi',
  'Hạt điều nhân loại W320, xuất xứ Bình Phước',
]

/** A CIMP status message: the air waybill, the pieces, and what happened to them. */
function cargoMessage(
  random: Random,
  type: '01' | '02' | '03',
  isImport: boolean,
  awb: string,
  flight: string,
  at: Date,
): string {
  const day = `${at.toISOString().slice(8, 10)}${MONTHS[at.getUTCMonth()]}`
  const status = { '01': 'DIS', '02': isImport ? 'RCF' : 'FOH', '03': isImport ? 'DLV' : 'DEP' }[type]
  const pieces = `T${1 + random.below(60)}K${10 + random.below(900)}`
  const difference = type === '01' ? `/${random.pick(['FDCA', 'MSCA', 'MSAW'])}` : ''
  return `FSU/14\n${awb}${random.pick(['FRA', 'ICN', 'NRT', 'HKG'])}HAN/${pieces}\n${status}/${flight}/${day}/HAN/${pieces}${difference}\n`
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** Eight digits, of which the last is the first seven modulo 7. */
function airWaybillSerial(random: Random): string {
  const serial = random.digits(7)
  return `${serial}${Number(serial) % 7}`
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10)
}

export interface Random {
  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number
  pick<T>(from: readonly T[]): T
  digits(count: number): string
  uuid(): string
}

/** Repeatable numbers: each is a piece of the hash of the seed and a counter. */
export function randomBySeed(seed: string): Random {
  let count = 0
  const next = () => createHash('sha256').update(`${seed}/${count++}`).digest()
  const below = (limit: number) => next().readUInt32BE(0) % limit
  return {
    below,
    pick: (from) => {
      const item = from[below(from.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
    digits: (length) => Array.from({ length }, () => below(10)).join(''),
    uuid: () => {
      const hex = next().toString('hex')
      return [8, 12, 16, 20, 32].map((end, index, ends) => hex.slice(ends[index - 1] ?? 0, end)).join('-')
    },
  }
}
