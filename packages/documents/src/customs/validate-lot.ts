/** What one lot of goods (tables II.2.3 to II.2.7) must fulfil beyond its single rows. */
import type { Bilingual } from '@congky/shared'
import { placeIn } from '../xml/tree-findings.ts'
import { isBase64 } from './check-value.ts'
import type { CustomsKind } from './customs-kinds.ts'
import type { CustomsMessage } from './customs-message.ts'
import type { FindingList, Place } from './finding-list.ts'
import type { CimpCheck } from './validate-customs-message.ts'

/** The first letter of a form of entry or exit (II.2.17.1) for each kind of goods. */
const lettersOfGoods: Readonly<Record<string, Bilingual & { readonly letter: string }>> = {
  '1': { letter: 'N', vi: 'nhập khẩu', en: 'import' },
  '2': { letter: 'X', vi: 'xuất khẩu', en: 'export' },
}

export function validateLot(
  message: CustomsMessage,
  kind: CustomsKind,
  place: Place,
  findings: FindingList,
  checkCimp: CimpCheck,
): void {
  if (kind.purpose !== 'declaration') return
  validateForm(message, place, findings)
  const cimp = (message.fields.CIMP ?? '').replace(/\s/g, '')
  // What is no base64 at all is told of the element itself.
  if (!isBase64(cimp)) return
  for (const objection of checkCimp(cimp, message)) {
    findings.add(objection.severity, 'cimp', placeIn(place, 'CIMP'), objection)
  }
}

function validateForm({ fields }: CustomsMessage, place: Place, findings: FindingList): void {
  const goods = lettersOfGoods[fields.GoodsType ?? '']
  const form = fields.Type ?? ''
  if (goods === undefined || !/^[NX]K/.test(form) || form.startsWith(goods.letter)) return
  findings.add('error', 'contradiction', placeIn(place, 'Type'), {
    vi: `hình thức ${form} không dành cho hàng ${goods.vi} (bảng ${place.table} và II.2.17.1)`,
    en: `form ${form} is not for ${goods.en} goods (tables ${place.table} and II.2.17.1)`,
  })
}
