/** What samples say about the one lot of a message 01-01, 02-01, 02-02, 02-03 or 03-01. */
import { encodeBase64Text } from '../cimp/base64-text.ts'
import { buildCimp } from '../cimp/build-cimp.ts'
import type { CimpMessage, CimpQuantity, CimpStatus } from '../cimp/cimp-message.ts'
import type { CustomsFields } from './customs-message.ts'
import { sampleAwb, sampleGoods } from './sample-goods.ts'

interface SampleLot {
  readonly status: CimpStatus
  /** The house waybill, where the CIMP text is about one (FZE). */
  readonly house: string
  readonly goodsType: '1' | '2'
  readonly form: string
  readonly reason: string
}

const imported: SampleLot = { status: 'RCF', house: 'HAN2611047', goodsType: '1', form: 'NKVK1', reason: '' }

const lots: Readonly<Record<string, SampleLot>> = {
  '01-01': { ...imported, status: 'DIS', house: '' },
  '02-01': imported,
  '02-02': { ...imported, house: '', reason: 'Sửa trọng lượng theo kết quả cân lại tại kho' },
  '02-03': { ...imported, form: 'NKVK2', reason: 'Lô hàng chuyển sang địa điểm giám sát khác & không nhập kho này' },
  '03-01': { ...imported, status: 'DEP', house: '', goodsType: '2', form: 'XKRR1' },
}

/** Every element that a table of lots has; each table takes its own. */
export function sampleLot(code: string, day: string): CustomsFields {
  const lot = lots[code] ?? imported
  return {
    ...sampleGoods(0, day),
    CIMP: encodeBase64Text(buildCimp(cimpOf(lot, day))),
    GoodsType: lot.goodsType,
    Type: lot.form,
    HAWB: lot.house,
    Reason: lot.reason,
  }
}

const quantity: CimpQuantity = { extent: 'T', pieces: 12, weight: { unit: 'K', value: '345.6' } }

function cimpOf({ status, house }: SampleLot, day: string): CimpMessage {
  const differs = status === 'DIS'
  const route = status === 'DEP' ? 'HANFRA' : 'FRAHAN'
  return {
    kind: house === '' ? 'FSU' : 'FZE',
    version: house === '' ? 14 : 1,
    awb: sampleAwb(0),
    route,
    quantity,
    house: house === '' ? null : { serial: house, route, quantity },
    status,
    flight: { carrier: 'VN', number: '036' },
    moment: { day: Number(day.slice(8)), month: Number(day.slice(5, 7)), time: status === 'DEP' ? null : '1405' },
    place: status === 'DEP' ? route : 'HAN',
    discrepancy: differs ? 'MSCA' : null,
    statusQuantity: differs ? { extent: 'P', pieces: 2, weight: { unit: 'K', value: '57.6' } } : quantity,
    party: null,
    remarks: differs ? 'HANG VE THIEU 02 KIEN SO VOI VAN DON' : null,
  }
}
