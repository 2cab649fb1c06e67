/** A certificate of each form, as it may be seen in the field: to try things with, and for golden files. */
import type { CoGoods, CoRecord } from './co-record.ts'

export interface SampleCoOptions {
  /** How many goods; default: as many as the sample has. More repeat them. */
  readonly count?: number
}

/** The forms that have a sample: those of annex 3. */
export type SampleForm = keyof typeof samples

interface Sample {
  readonly importer: CoRecord['importer']
  readonly note: string
  readonly goods: readonly Omit<CoGoods, 'ordinal'>[]
}

const shirts = {
  hsCode: '61091000',
  marks: 'COLUMBIA / PO 4471 / CTN 1-120',
  description: 'Áo thun dệt kim bằng bông, cổ tròn',
  categoryCode: '338',
  originContent: '62.5',
  quantity: '12000',
  unit: 'C62',
  value: '58200.5',
  currency: 'USD',
} as const

const jackets = {
  hsCode: '62019300',
  marks: 'N/M',
  description: 'Áo khoác nam, vải tổng hợp (mẫu 7+1: “Hà Nội”)',
  categoryCode: '634',
  originContent: '48',
  quantity: '972',
  unit: 'C62',
  value: '104657',
  currency: 'USD',
} as const

const coffee = {
  hsCode: '09011190',
  marks: '010/0045/0123',
  description: 'Cà phê nhân Robusta loại 1, sàng 16',
  categoryCode: '',
  originContent: '100',
  quantity: '19200',
  unit: 'KGM',
  value: '41280',
  currency: 'USD',
} as const

const shoes = {
  hsCode: '64039990',
  marks: 'VN-24/11',
  description: "Giày da nam, hiệu D'Sơn",
  categoryCode: '',
  originContent: '55.25',
  quantity: '3600',
  unit: 'NPR',
  value: '86400',
  currency: 'USD',
} as const

const rice = {
  hsCode: '10063099',
  marks: '',
  description: 'Gạo trắng hạt dài 5% tấm',
  categoryCode: '',
  originContent: '100',
  quantity: '500000',
  unit: 'KGM',
  value: '7250000000',
  currency: 'VND',
} as const

const samples = {
  A: {
    importer: importer('Nordwind Handels GmbH', 'Am Sandtorkai 50, 20457 Hamburg', 'DE'),
    note: 'Được xuất sang EU',
    goods: [shirts, jackets],
  },
  D: { importer: importer('Siam Rice Trading', '99 Rama IV Road, Bangkok', 'TH'), note: '', goods: [rice] },
  E: { importer: importer('广西凭祥贸易', 'Pingxiang, Guangxi', 'CN'), note: '', goods: [rice, coffee] },
  S: { importer: importer('Lao Import-Export', 'Vientiane', 'LA'), note: 'Hàng chuyển qua Lao Bảo', goods: [shoes] },
  AK: { importer: importer('Hanseong Co., Ltd', '12 Teheran-ro, Seoul', 'KR'), note: '', goods: [shirts] },
  B: { importer: importer('Pacific Apparel Inc.', '1542 Harbor Blvd', 'US'), note: '', goods: [jackets] },
  T: { importer: importer('Mode & Tissus SARL', '8 rue du Sentier, Paris', 'FR'), note: '', goods: [shirts, jackets] },
  ICO: {
    importer: importer('Torrefazione Lago', 'Via Trieste 4, Trieste', 'IT'),
    note: 'ICO 010/0045',
    goods: [coffee],
  },
  Venezuela: { importer: importer('Calzados Andes', 'Av. Bolívar, Caracas', 'VE'), note: '', goods: [shoes] },
  M: { importer: importer('Textiles del Norte', 'Monterrey', 'MX'), note: '', goods: [shirts, shoes] },
} as const satisfies Record<string, Sample>

function importer(name: string, address: string, country: string): CoRecord['importer'] {
  return { name, identifier: '', address, country }
}

export function sampleCo(form: SampleForm, options: SampleCoOptions = {}): CoRecord {
  const sample: Sample = samples[form]
  const count = options.count ?? sample.goods.length
  return {
    form,
    number: 'VN26110001',
    declarationNumber: '307112345678',
    state: '0',
    billOfLading: 'HPH26B001234',
    shipmentDate: '2026-11-22',
    signedDate: '2026-11-23',
    signer: 'Nguyễn Thanh Bình',
    note: sample.note,
    exporter: {
      name: 'Công ty TNHH May mặc Sông Hồng',
      taxCode: '0101300842',
      address: 'Thôn Ngọc Giả, xã Ngọc Hòa, huyện Chương Mỹ, Hà Nội',
    },
    importer: sample.importer,
    goods: Array.from({ length: count }, (_, at) => {
      const item = sample.goods[at % sample.goods.length] ?? shirts
      return { ordinal: `${at + 1}`, ...item }
    }),
  }
}
