/** What samples say about the one lot of a message 01-01, 02-01, 02-02, 02-03 or 03-01. */
import type { CustomsFields } from './customs-message.ts'
import { sampleAwb, sampleGoods } from './sample-goods.ts'

/** The status that the CIMP text tells, whether goods come in or leave the country, and how they move. */
const lots: Readonly<Record<string, { readonly status: string; readonly goods: '1' | '2'; readonly form: string }>> = {
  '01-01': { status: 'DIS', goods: '1', form: '' },
  '02-01': { status: 'RCF', goods: '1', form: 'NKVK1' },
  '02-02': { status: 'FOH', goods: '2', form: 'XKVK1' },
  '02-03': { status: 'RCF', goods: '1', form: 'NKVK2' },
  '03-01': { status: 'DLV', goods: '1', form: 'NKRR1' },
}

const reasons: Readonly<Record<string, string>> = {
  '02-02': 'Sửa trọng lượng theo kết quả cân lại tại kho',
  '02-03': 'Lô hàng chuyển sang địa điểm giám sát khác & không nhập kho này',
}

/** Every element that a table of lots has; each table takes its own. */
export function sampleLot(code: string, day: string): CustomsFields {
  const lot = lots[code] ?? { status: 'RCF', goods: '1', form: 'NKVK1' }
  return {
    ...sampleGoods(0, day),
    CIMP: btoa(cimpText(lot.status, day)),
    GoodsType: lot.goods,
    Type: lot.form,
    Reason: reasons[code] ?? '',
  }
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** FSU, version 14, with one status. */
function cimpText(status: string, day: string): string {
  const awb = sampleAwb(0)
  const when = `${day.slice(8)}${MONTHS[Number(day.slice(5, 7)) - 1]}1405`
  const pieces = 'T12K345.6'
  const lines: Readonly<Record<string, string>> = {
    DIS: `DIS/VN036/${when}/HAN/MSCA/P2K57.6\nOSI/HANG VE THIEU 02 KIEN`,
    RCF: `RCF/VN036/${when}/HAN/${pieces}`,
    FOH: `FOH/${when}/HAN/${pieces}`,
    DLV: `DLV/${when}/HAN/${pieces}`,
  }
  return `FSU/14\n${awb}FRAHAN/${pieces}\n${lines[status]}\n`
}
