/**
 * The forms of certificates of origin and their states: the table of forms and the row "Tình trạng C/O" of annex 3 of
 * the draft regulation QCVN:2008/BCT, 7.3.1. Which form a country wants follows from its own rules and from treaties;
 * the annex leaves the list open ("Một số form khác"), and later treaties brought more.
 */
import type { Bilingual } from '@congky/shared'

export interface CoForm extends Bilingual {
  /** As people write it: `A`, `AK`, `Venezuela`. */
  readonly code: string
  readonly isPreferential: boolean
}

const preferential = (code: string, vi: string, en: string): CoForm => ({ code, isPreferential: true, vi, en })
const plain = (code: string, vi: string, en: string): CoForm => ({ code, isPreferential: false, vi, en })

export const coForms: readonly CoForm[] = [
  preferential(
    'A',
    'Ưu đãi thuế quan phổ cập (GSP) của nước nhập khẩu',
    'Generalized System of Preferences (GSP) of the importing country',
  ),
  preferential(
    'D',
    'Ưu đãi thuế quan có hiệu lực chung trong ASEAN (CEPT)',
    'Common Effective Preferential Tariff of ASEAN (CEPT)',
  ),
  preferential('E', 'Ưu đãi, hàng xuất khẩu sang Trung Quốc', 'Preferential, exports to China'),
  preferential('S', 'Ưu đãi, hàng xuất khẩu sang Lào', 'Preferential, exports to Laos'),
  preferential('AK', 'Ưu đãi, hàng xuất khẩu sang Hàn Quốc', 'Preferential, exports to Korea'),
  plain(
    'B',
    'Không ưu đãi, hàng xuất xứ Việt Nam xuất khẩu sang các nước',
    'Non-preferential, goods of Vietnamese origin to any country',
  ),
  plain('T', 'Hàng dệt may theo Hiệp định giữa Việt Nam và EU', 'Textiles under the agreement of Vietnam and the EU'),
  plain('ICO', 'Cà phê, theo quy định của Tổ chức Cà phê Quốc tế (ICO)', 'Coffee, International Coffee Organization'),
  plain(
    'Venezuela',
    'Không ưu đãi, một số hàng xuất khẩu sang Venezuela (chống bán phá giá)',
    'Non-preferential, certain goods to Venezuela (anti-dumping rules)',
  ),
  plain(
    'M',
    'Không ưu đãi, dệt may và giày dép xuất khẩu sang Mexico',
    'Non-preferential, textiles and footwear to Mexico',
  ),
]

/**
 * What another form may be called. The annex gives the column five characters, which its own `Venezuela` exceeds: a
 * name of the list counts, others keep to the width.
 */
export const otherCoForm = /^[A-Z0-9]{1,5}$/

/** The form of the list with this very code, or null. */
export function coFormOf(code: string): CoForm | null {
  return coForms.find((form) => form.code === code) ?? null
}

export const coStates: Readonly<Record<string, Bilingual>> = {
  '0': { vi: 'C/O mới', en: 'new' },
  '1': { vi: 'C/O có sửa chữa', en: 'corrected' },
  '2': { vi: 'Hủy C/O', en: 'cancelled' },
}
