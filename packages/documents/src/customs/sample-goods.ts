/** What samples say about goods: of our own making, and in the shape of what airports handle. */
import type { CustomsFields } from './customs-message.ts'

interface SampleGoods {
  readonly description: string
  readonly remarks: string
  readonly house: string
  readonly pieces: number
  readonly kilos: string
}

const goods: readonly [SampleGoods, ...SampleGoods[]] = [
  {
    description: 'Linh kiện điện tử dùng cho máy tính xách tay, hàng mới 100%',
    remarks: 'Hàng dễ vỡ, xếp không quá 5 lớp',
    house: 'HAN2611047',
    pieces: 12,
    kilos: '345.6',
  },
  { description: 'Vải dệt kim từ xơ sợi nhân tạo, khổ 150 cm', remarks: '', house: '', pieces: 48, kilos: '1250' },
  {
    description: 'Thuốc tân dược: Paracetamol 500 mg (hộp 10 vỉ x 10 viên) & nước cất < 5 ml',
    remarks: 'Bảo quản từ 2 đến 8 °C',
    house: 'BMA0098821',
    pieces: 7,
    kilos: '82.25',
  },
]

/** One of the goods, with every element that a list of customs has; each table takes its own. */
export function sampleGoods(index: number, day: string): CustomsFields {
  const { description, remarks, house, pieces, kilos } = goods[index % goods.length] ?? goods[0]
  const compactDay = day.replaceAll('-', '').slice(2)
  const number = String(index + 1)
  return {
    FlightNumber: 'VN036',
    FlightNo: 'VN036',
    FlightDate: `${day} 14:05:00`,
    Flightdate: day,
    MovementDate: day,
    // Import goods have none in the lists of identity numbers.
    DecNo: `10${compactDay}${number.padStart(4, '0')}`,
    GoodsIdentity: `${compactDay}HAN${number.padStart(8, '0')}`,
    AWB: sampleAwb(index),
    HAWB: house,
    Amount: String(pieces),
    Pieces: String(pieces),
    PiecesUnit: 'CT',
    Weight: kilos,
    UnitWeight: 'KGM',
    Description: description,
    Remarks: remarks,
    DateDec: day,
    Customs: '01B1',
    TypeCode: index % 2 === 0 ? 'A11' : 'A12',
    Supervision: '01B1',
    TimeExport: day,
    ResultDec: String((index % 3) + 1),
    StatusDec: index % 2 === 0 ? 'TQ' : 'GPH',
  }
}

/** An air waybill number: the last digit is the seven before it modulo 7. */
export function sampleAwb(index: number): string {
  const serial = String(4_501_236 + index).padStart(7, '0')
  return `738-${serial}${Number(serial) % 7}`
}
