import type { EnterpriseField, EnterpriseListReport, ListRemark } from '@congky/shared'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Notice } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { shortReference } from '../../parts/certificate-words.ts'
import { say, sayOf } from '../../text.ts'

/** What a list would change, and which of its lines are bad. */
export function ImportReport(props: {
  readonly name: string
  readonly report: EnterpriseListReport
  readonly onOther: () => void
}) {
  const { name, report, onOther } = props
  const { counts, bad, warnings, added, changed } = report
  return (
    <>
      <div class="row spread">
        <p>
          <strong>{name}</strong> · {say(`${formatNumber(counts.lines)} dòng`, `${formatNumber(counts.lines)} lines`)}
        </p>
        <Button kind="quiet" small icon="refresh" onClick={onOther}>
          {say('Chọn tệp khác', 'Choose another file')}
        </Button>
      </div>
      <ul class="plain-list import-counts" aria-label={say('Tóm tắt', 'In short')}>
        <Count number={counts.added} words={say('thêm mới', 'new')} />
        <Count number={counts.changed} words={say('thay đổi', 'changed')} />
        <Count number={counts.unchanged} words={say('giữ nguyên', 'unchanged')} />
        <Count number={counts.bad} words={say('dòng sai', 'bad lines')} isBad={counts.bad > 0} />
      </ul>
      {counts.bad > 0 && (
        <>
          <Notice
            tone="bad"
            title={say(
              `${formatNumber(counts.bad)} dòng sai không được nhập`,
              `${formatNumber(counts.bad)} bad lines are left out`,
            )}
          >
            {say(
              'Sửa các dòng này trong bảng tính rồi chọn lại tệp, hoặc chỉ nhập những dòng đúng.',
              'Correct them in the spreadsheet and choose the file again, or import the good lines only.',
            )}
          </Notice>
          <Remarks caption={say('Các dòng sai', 'Bad lines')} remarks={bad} />
        </>
      )}
      {counts.warnings > 0 && (
        <details>
          <summary>
            {say(
              `${formatNumber(counts.warnings)} dòng được nhập nhưng nên xem lại`,
              `${formatNumber(counts.warnings)} lines to look at; they are taken`,
            )}
          </summary>
          <Remarks caption={say('Các dòng nên xem lại', 'Lines to look at')} remarks={warnings} />
        </details>
      )}
      {changed.length > 0 && (
        <details>
          <summary>{say('Xem các thay đổi', 'See the changes')}</summary>
          <DataTable
            caption={say('Các doanh nghiệp thay đổi', 'Changed enterprises')}
            rows={changed}
            keyOf={({ line }) => String(line)}
            columns={[
              { title: say('Mã số thuế', 'Tax code'), isName: true, cell: ({ taxCode }) => taxCode },
              { title: say('Trước', 'Before'), cell: ({ before }) => <Line {...before} /> },
              { title: say('Sau', 'After'), cell: (after) => <Line {...after} /> },
            ]}
          />
        </details>
      )}
      {added.length > 0 && (
        <details>
          <summary>{say('Xem các doanh nghiệp thêm mới', 'See the new enterprises')}</summary>
          <DataTable
            caption={say('Các doanh nghiệp thêm mới', 'New enterprises')}
            rows={added.slice(0, SHOWN_MAX)}
            keyOf={({ line }) => String(line)}
            columns={[
              { title: say('Mã số thuế', 'Tax code'), isName: true, cell: ({ taxCode }) => taxCode },
              { title: say('Doanh nghiệp', 'Enterprise'), grows: true, cell: (each) => <Line {...each} /> },
            ]}
          />
        </details>
      )}
    </>
  )
}

/** Enough to see that the columns were understood. */
const SHOWN_MAX = 50

function Count({
  number,
  words,
  isBad,
}: {
  readonly number: number
  readonly words: string
  readonly isBad?: boolean
}) {
  return (
    <li class={isBad ? 'bad' : undefined}>
      <strong class="number">{formatNumber(number)}</strong> {words}
    </li>
  )
}

function Line({ name, certificate }: { readonly name: string; readonly certificate: string | null }) {
  return (
    <span class="signer">
      {name}
      <span class="dim small-text">
        {certificate === null ? say('chữ ký số mặc định', 'default certificate') : shortReference(certificate)}
      </span>
    </span>
  )
}

function Remarks({ caption, remarks }: { readonly caption: string; readonly remarks: readonly ListRemark[] }) {
  return (
    <DataTable
      caption={caption}
      rows={remarks}
      keyOf={({ line, field }) => `${line} ${field}`}
      columns={[
        { title: say('Dòng', 'Line'), isName: true, cell: ({ line }) => <Place line={line} /> },
        { title: say('Cột', 'Column'), cell: ({ field }) => fieldWords(field) },
        { title: say('Nội dung', 'What stands there'), cell: ({ value }) => <code>{value || '–'}</code> },
        { title: say('Vì sao', 'Why'), grows: true, cell: ({ text }) => sayOf(text) },
      ]}
    />
  )
}

function Place({ line }: { readonly line: number }) {
  return <span class="number import-place">{say(`Dòng ${line}`, `Line ${line}`)}</span>
}

function fieldWords(field: EnterpriseField): string {
  switch (field) {
    case 'file':
      return say('Cả tệp', 'The file')
    case 'taxCode':
      return say('Mã số thuế', 'Tax code')
    case 'name':
      return say('Tên', 'Name')
    case 'certificate':
      return say('Chữ ký số', 'Certificate')
    case 'source':
      return say('Nguồn', 'Source')
  }
}
