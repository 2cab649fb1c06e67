/** Interchanges of UN/EDIFACT of our own making: certificates of origin as the draft regulation has them, strictly written. */

export interface InterchangeOptions {
  readonly identifier?: 'UNOA' | 'UNOC'
  readonly version?: 1 | 3 | 4
  readonly messages?: number
  /** Between segments. */
  readonly gap?: string
  /** What NAD+EX says of the exporter. */
  readonly exporter?: string
  /** UNA before it. */
  readonly service?: string
}

/** ORDERS with a certificate of origin each. */
export function orderInterchange(options: InterchangeOptions = {}): string {
  const { identifier = 'UNOA', version = 1, messages = 1, gap = '', exporter = '0101300842', service = '' } = options
  const date = version === 4 ? '20081216' : '081216'
  const orders = Array.from({ length: messages }, (_, at) => orderSegments(String(1234 + at), exporter))
  const segments = [
    `UNB+${identifier}:${version}+VCCI+MOIT+${date}:1503+VCCI081216`,
    ...orders.flat(),
    `UNZ+${messages}+VCCI081216`,
  ]
  return service + segments.map((each) => `${each}'`).join(gap)
}

function orderSegments(reference: string, exporter: string): string[] {
  const body = [
    'BGM+17+VN08010001A+9',
    'DTM+150:20081002:102',
    'DTM+136:20081012:102',
    'NAD+IM+++COLUMBIA SPORTSWEAR+1542 AVENUE+PARC+++FR',
    `NAD+EX+${exporter}++CTY TNHH MAY MAC A?+B+THON NGOC GIA:XA NGOC HOA+HA TAY+++VN`,
    'LIN+1',
    "IMD+F++:161::AO LEN SOI MANH?' LOAI 1",
    'QTY+142:972',
    'UNS+S',
  ]
  return [`UNH+${reference}+ORDERS:D:04B:UN`, ...body, `UNT+${body.length + 2}+${reference}`]
}
