/** An acknowledgement as people read it. */
import type { Bilingual, DocumentRendering, RenderedPart } from '@congky/shared'
import { type Acknowledgement, ERROR_LIST } from './acknowledgement.ts'
import { coErrorMeaning } from './error-codes.ts'
import { fieldPart, shown, shownDate } from './rendered-values.ts'

const said = (vi: string, en: string): Bilingual => ({ vi, en })

const ROWS_MAX = 500

const labels = {
  verdict: said('Kết quả', 'Verdict'),
  number: said('Số báo nhận', 'Number of the acknowledgement'),
  preparedAt: said('Lập lúc', 'Prepared at'),
  coNumber: said('Số C/O', 'Number of the C/O'),
  messageReference: said('Thông điệp được báo nhận', 'Message acknowledged'),
  interchangeReference: said('Trao đổi được báo nhận', 'Interchange acknowledged'),
  errors: said('Các lỗi', 'Errors'),
  code: said('Mã lỗi', 'Code'),
  text: said('Nội dung', 'Words'),
  place: said('Vị trí', 'Place'),
  path: said('Trong bảng', 'In the table'),
}

export function describeAcknowledgement(acknowledgement: Acknowledgement): DocumentRendering {
  const { number, preparedAt, about, errors, isAccepted } = acknowledgement
  const verdict = verdictWords(isAccepted)
  return {
    title: said(`Báo nhận: ${verdict.vi}`, `Acknowledgement: ${verdict.en}`),
    parts: [
      ...fieldPart('verdict', labels.verdict, isAccepted === null ? '?' : isAccepted ? 'AP' : 'RE', verdict),
      ...fieldPart('number', labels.number, number),
      ...fieldPart('preparedAt', labels.preparedAt, shownDate(preparedAt)),
      ...(['coNumber', 'messageReference', 'interchangeReference'] as const).flatMap((key) =>
        fieldPart(key, labels[key], about[key]),
      ),
      ...errorTable(errors.slice(0, ROWS_MAX)),
    ],
    isCut: errors.length > ROWS_MAX,
  }
}

function verdictWords(isAccepted: boolean | null): Bilingual {
  if (isAccepted === null) return said('không rõ', 'unclear')
  return isAccepted ? said('chấp nhận', 'accepted') : said('từ chối', 'refused')
}

function errorTable(errors: Acknowledgement['errors']): RenderedPart[] {
  if (errors.length === 0) return []
  const ours = errors.filter(({ list }) => list === ERROR_LIST).map(({ code }) => [code, coErrorMeaning(code)] as const)
  const meanings = Object.fromEntries(ours.flatMap(([code, words]) => (words === null ? [] : [[code, words]])))
  const columns = (['code', 'text', 'place', 'path'] as const).filter((key) =>
    errors.some((error) => error[key] !== ''),
  )
  return [
    {
      ...{ kind: 'table', name: 'errors', label: labels.errors },
      columns: columns.map((name) => ({ name, label: labels[name], meanings: name === 'code' ? meanings : {} })),
      rows: errors.map((error) => columns.map((key) => shown(error[key]))),
    },
  ]
}
