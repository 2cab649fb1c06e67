/** Which column of the table is which. */
import type { ColumnEncoding, TableColumnView } from '@congky/shared'
import { Button } from '../../design/button.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { say } from '../../text.ts'
import type { SectionProps } from './source-editor.tsx'
import { type ColumnKey, STATE_KEYS, type StateKey } from './source-form.ts'

const NEEDED: readonly ColumnKey[] = ['id', 'document', 'state', 'signedDocument']
const USUAL: readonly ColumnKey[] = [
  ...(['taxCode', 'reference', 'requester', 'note', 'profile', 'errorCode', 'errorMessage'] as const),
]
const RARE: readonly ColumnKey[] = ['claimedBy', 'claimToken', 'claimedUntil', 'createdAt', 'updatedAt']

function columnName(key: ColumnKey): string {
  const names: Readonly<Record<ColumnKey, string>> = {
    id: say('Mã dòng (khóa)', 'Key of the row'),
    taxCode: say('Mã số thuế', 'Tax code'),
    profile: say('Mẫu ký', 'Signature profile'),
    document: say('Nội dung chứng từ', 'Document'),
    reference: say('Số tham chiếu', 'Reference'),
    requester: say('Người gửi', 'Requester'),
    note: say('Ghi chú cho người duyệt', 'Note for approvers'),
    state: say('Trạng thái', 'State'),
    signedDocument: say('Nơi ghi chứng từ đã ký', 'Where the signed document goes'),
    errorCode: say('Nơi ghi mã lỗi', 'Where the error code goes'),
    errorMessage: say('Nơi ghi lý do lỗi', 'Where the reason goes'),
    claimedBy: say('Cổng ký nào nhận', 'Which gateway took it'),
    claimToken: say('Mã nhận việc', 'Claim token'),
    claimedUntil: say('Hạn nhận việc', 'Claimed until'),
    createdAt: say('Ngày tạo', 'Created at'),
    updatedAt: say('Ngày cập nhật', 'Updated at'),
  }
  return names[key]
}

function stateName(key: StateKey): string {
  const names: Readonly<Record<StateKey, string>> = {
    pending: say('Chờ ký', 'Pending'),
    claimed: say('Đang ký', 'Claimed'),
    awaitingApproval: say('Chờ duyệt', 'Waiting for approval'),
    signed: say('Đã ký', 'Signed'),
    rejected: say('Bị từ chối', 'Rejected'),
  }
  return names[key]
}

function noCodeOfItsOwn(): string {
  return say('Để trống: dòng chờ duyệt vẫn mang mã “Đang ký”.', 'Left empty, waiting rows keep the code of “Claimed”.')
}

interface ColumnFieldsProps extends SectionProps {
  /** null until the table was looked at. */
  readonly columns: readonly TableColumnView[] | null
  readonly onLook: () => Promise<unknown>
}

export function ColumnFields(props: ColumnFieldsProps) {
  const { form, change, errors, columns, onLook } = props
  return (
    <>
      <div class="row spread">
        <h3>{say('Cột nào là gì', 'Which column is which')}</h3>
        {columns === null && (
          <Button small onClick={onLook}>
            {say('Đọc các cột của bảng', 'Read the columns of the table')}
          </Button>
        )}
      </div>
      <Columns {...props} keys={NEEDED} isNeeded />
      <Columns {...props} keys={USUAL} />
      <details class="source-more">
        <summary>
          {say('Dạng dữ liệu, mã trạng thái và cột của cổng ký', 'Forms, codes of states, and columns of the gateway')}
        </summary>
        <div class="stack">
          <Encodings {...props} />
          <div class="fields">
            {STATE_KEYS.map((key) => (
              <TextField
                key={key}
                label={say(`Mã “${stateName(key)}”`, `Code of “${stateName(key)}”`)}
                value={form.states[key]}
                hint={key === 'awaitingApproval' ? noCodeOfItsOwn() : null}
                maxLength={64}
                error={errors.get('states') ?? errors.get(`states.${key}`) ?? null}
                onInput={(code) => change({ states: { ...form.states, [key]: code } })}
              />
            ))}
          </div>
          <Columns {...props} keys={RARE} />
        </div>
      </details>
    </>
  )
}

/** How what is no text, as a PDF or a .p7s signature, stands in the two columns of documents. */
function Encodings({ form, change, errors }: ColumnFieldsProps) {
  const choices: readonly { readonly value: ColumnEncoding; readonly label: string }[] = [
    { value: 'auto', label: say('Theo kiểu của cột', 'As the type of the column') },
    { value: 'bytes', label: say('Nhị phân (cột kiểu nhị phân)', 'Bytes (a column of bytes)') },
    { value: 'base64', label: say('Chuỗi base64', 'Base64 text') },
  ]
  return (
    <div class="fields">
      <SelectField
        label={say('Dạng của nội dung chứng từ', 'How the document stands there')}
        {...{ value: form.documentEncoding, choices, error: errors.get('documentEncoding') ?? null }}
        onChange={(documentEncoding) => change({ documentEncoding })}
      />
      <SelectField
        label={say('Dạng của chứng từ đã ký', 'How the signed document stands there')}
        hint={say('Cột văn bản không chứa được chữ ký .p7s.', 'A column of text cannot hold a .p7s signature.')}
        {...{ value: form.signedDocumentEncoding, choices, error: errors.get('signedDocumentEncoding') ?? null }}
        onChange={(signedDocumentEncoding) => change({ signedDocumentEncoding })}
      />
    </div>
  )
}

function Columns(props: ColumnFieldsProps & { readonly keys: readonly ColumnKey[]; readonly isNeeded?: boolean }) {
  const { form, change, errors, columns, keys, isNeeded } = props
  const set = (key: ColumnKey, column: string) => change({ columns: { ...form.columns, [key]: column } })
  return (
    <div class="fields source-columns">
      {keys.map((key) => {
        const value = form.columns[key]
        const error = errors.get(`columns.${key}`) ?? null
        if (columns === null) {
          return (
            <TextField
              key={key}
              label={columnName(key)}
              required={isNeeded === true}
              value={value}
              error={error}
              onInput={(column) => set(key, column)}
            />
          )
        }
        const isThere = value === '' || columns.some(({ name }) => name === value)
        return (
          <SelectField
            key={key}
            label={columnName(key)}
            required={isNeeded === true}
            value={value}
            error={error ?? missing(value, isThere, isNeeded === true)}
            choices={[
              { value: '', label: isNeeded ? say('— chọn cột —', '— choose a column —') : say('Không có', 'None') },
              ...columns.map(({ name, type }) => ({ value: name, label: `${name} (${type})` })),
              ...(isThere ? [] : [{ value, label: value }]),
            ]}
            onChange={(column) => set(key, column)}
          />
        )
      })}
    </div>
  )
}

function missing(value: string, isThere: boolean, isNeeded: boolean): string | null {
  if (!isThere) return say('Bảng không có cột này.', 'The table has no such column.')
  return isNeeded && value === '' ? say('Cần chọn một cột.', 'A column is needed.') : null
}
