/** Units of goods: common codes of UN/ECE recommendation 20 (and 21 for packages), in words. */
import type { Bilingual } from '@congky/shared'

const units: Readonly<Record<string, Bilingual>> = {
  BX: { vi: 'hộp', en: 'box' },
  C62: { vi: 'cái, chiếc', en: 'piece' },
  CT: { vi: 'thùng các-tông', en: 'carton' },
  DZN: { vi: 'tá', en: 'dozen' },
  GRM: { vi: 'gam', en: 'gram' },
  KGM: { vi: 'ki-lô-gam', en: 'kilogram' },
  LTR: { vi: 'lít', en: 'litre' },
  MTK: { vi: 'mét vuông', en: 'square metre' },
  MTQ: { vi: 'mét khối', en: 'cubic metre' },
  MTR: { vi: 'mét', en: 'metre' },
  NPR: { vi: 'đôi', en: 'pair' },
  PK: { vi: 'kiện', en: 'package' },
  SET: { vi: 'bộ', en: 'set' },
  TNE: { vi: 'tấn', en: 'tonne' },
}

/** null: no code of the table. */
export function unitWords(code: string): Bilingual | null {
  return Object.hasOwn(units, code) ? (units[code] ?? null) : null
}
