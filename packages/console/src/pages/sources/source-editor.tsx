/** The form of one database: how it is reached, which table and columns, who signs. Nothing is saved before the end. */
import type { SourceCheck, SourceConfigView, SourceEdit, SourcesView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { ApiError, call } from '../../api.ts'
import { Button, ButtonLink } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { SelectField, Switch, TextField } from '../../design/field.tsx'
import { Card, Notice, PageHead } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { go, href } from '../../router.ts'
import { say } from '../../text.ts'
import { certificateChoices, chosenValue } from './certificates.ts'
import { ConnectionSection } from './connection-section.tsx'
import { type FieldErrors, fieldErrorsOf, NO_ERRORS } from './field-errors.ts'
import { NoticingFields } from './noticing-fields.tsx'
import { addSource, editSource, orInUse } from './source-calls.ts'
import { emptyForm, formOf, rebase, type SourceForm, suggestName, toDraft } from './source-form.ts'
import { TableSection } from './table-section.tsx'

export interface SectionProps {
  readonly form: SourceForm
  readonly change: (changes: Partial<SourceForm>) => void
  readonly errors: FieldErrors
  /** What the checks are asked about. */
  readonly checkBody: (more?: Partial<SourceForm>) => SourceCheck
  readonly source: SourceConfigView | null
}

interface EditorProps {
  readonly view: SourcesView
  readonly source: SourceConfigView | null
  readonly reload: () => Promise<void>
}

export function SourceEditor({ view, source, reload }: EditorProps) {
  // The page may load the list anew meanwhile; what this person looked at when it began counts.
  const [seen, setSeen] = useState({ revision: view.revision, form: source === null ? null : formOf(source) })
  const [form, setForm] = useState<SourceForm>(seen.form ?? emptyForm())
  const [errors, setErrors] = useState<FieldErrors>(NO_ERRORS)
  const [failure, setFailure] = useState<ApiError | null>(null)
  const [isConflict, setConflict] = useState(false)
  const isNew = source === null
  const taken = view.sources.map(({ name }) => name)
  const name = isNew ? form.name || suggestName(form, taken) : source.name

  const change = (changes: Partial<SourceForm>) => setForm((before) => ({ ...before, ...changes }))
  const withPassword = (typed: SourceForm) => (typed.password === '' ? {} : { password: typed.password })
  const checkBody = (more: Partial<SourceForm> = {}): SourceCheck => {
    const asked = { ...form, ...more }
    return { ...(isNew ? {} : { name }), source: toDraft(asked, seen.form), ...withPassword(asked) }
  }
  const save = async () => {
    const body: SourceEdit = { source: toDraft(form, seen.form), ...withPassword(form) }
    const run = (evenInUse: boolean) =>
      isNew
        ? addSource(seen.revision, name, body)
        : editSource(seen.revision, name, { ...body, ...(evenInUse ? { evenInUse } : {}) })
    setFailure(null)
    setErrors(NO_ERRORS)
    try {
      const question = {
        title: say('Vẫn còn chứng từ đang xử lý', 'Documents are in hand'),
        action: say('Vẫn ghi', 'Save all the same'),
      }
      if (!(await orInUse(run, question))) return
      toast(say('Đã ghi và áp dụng', 'Saved and in force'))
      await reload()
      go('/sources')
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.code === 'ERR_CONFIG_CHANGED') setConflict(true)
      else {
        setErrors(fieldErrorsOf(error))
        setFailure(error)
      }
    }
  }
  const resume = async () => {
    const now = await call<SourcesView>('GET', '/admin/sources')
    const current = now.sources.find((each) => each.name === name)
    const currentForm = current === undefined ? null : formOf(current)
    if (seen.form !== null && currentForm !== null) setForm(rebase(form, seen.form, currentForm))
    setSeen({ revision: now.revision, form: currentForm })
    setConflict(false)
    toast(say('Đã tải cấu hình mới; nội dung bạn nhập vẫn còn', 'Reloaded; what you typed is still here'))
  }
  const section: SectionProps = { form, change, errors, checkBody, source }
  return (
    <>
      <PageHead
        title={isNew ? say('Thêm cơ sở dữ liệu', 'Add a database') : (source.application ?? name)}
        back={href('/sources')}
        lead={say(
          'Điền từng bước; chưa có gì được lưu trước khi bấm Lưu.',
          'Step by step; nothing is saved before you press Save.',
        )}
      />
      <ConnectionSection {...section} />
      <TableSection {...section} />
      <Card title={say('3. Ký và hoạt động', '3. Signing')}>
        <div class="fields">
          <SelectField
            label={say('Chữ ký số mặc định', 'Default certificate')}
            hint={say(
              'Dùng cho doanh nghiệp không có chữ ký số riêng trong cơ sở dữ liệu này.',
              'For enterprises of this database without a certificate of their own.',
            )}
            error={errors.get('defaultCertificate') ?? null}
            value={chosenValue(form.defaultCertificate)}
            choices={certificateChoices(form.defaultCertificate)}
            onChange={(defaultCertificate) => change({ defaultCertificate })}
          />
          {isNew ? (
            <TextField
              label={say('Tên ngắn', 'Short name')}
              hint={say(
                'Ghi trong lịch sử ký; không đổi được về sau.',
                'Stands in the history; it cannot be changed later.',
              )}
              error={errors.get('name') ?? null}
              value={form.name}
              placeholder={name}
              maxLength={64}
              onInput={(typed) => change({ name: typed })}
            />
          ) : null}
        </div>
        <NoticingFields {...section} />
        <Switch
          label={say(
            'Hoạt động: cổng ký lấy chứng từ từ cơ sở dữ liệu này',
            'Active: documents are taken from this database',
          )}
          value={form.active}
          onChange={(active) => change({ active })}
        />
      </Card>
      {failure && <Failure failure={failure} errors={errors} />}
      <div class="row">
        <Button kind="primary" onClick={save} disabled={isNew && form.table.length === 0}>
          {say('Lưu', 'Save')}
        </Button>
        <ButtonLink kind="quiet" href={href('/sources')}>
          {say('Hủy', 'Cancel')}
        </ButtonLink>
        {isNew && form.table.length === 0 && (
          <span class="dim small-text">
            {say('Chọn bảng ở bước 2 trước khi ghi.', 'Choose a table in step 2 first.')}
          </span>
        )}
      </div>
      {isConflict && <Conflict onResume={resume} onClose={() => setConflict(false)} />}
    </>
  )
}

function Failure({ failure, errors }: { readonly failure: ApiError; readonly errors: FieldErrors }) {
  if (errors.size === 0) {
    return (
      <Notice tone="bad" title={failure.text}>
        {failure.next}
      </Notice>
    )
  }
  return (
    <Notice tone="bad" title={say('Chưa ghi: có ô cần sửa', 'Not saved: some fields need mending')}>
      <ul class="plain-list">
        {[...errors].map(([field, text]) => (
          <li key={field}>
            <span class="mono">{field}</span>: {text}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function Conflict({ onResume, onClose }: { readonly onResume: () => Promise<void>; readonly onClose: () => void }) {
  return (
    <Dialog
      title={say('Người khác vừa sửa cấu hình', 'Someone else has just changed the configuration')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('Để tôi xem lại', 'Let me look first')}</Button>
          <Button kind="primary" onClick={onResume} autoFocus>
            {say('Tải lại, giữ nội dung tôi nhập', 'Reload and keep what I typed')}
          </Button>
        </>
      }
    >
      <p>
        {say(
          'Chưa lưu gì để không mất thay đổi của họ. Tải lại cấu hình mới: những ô bạn đã sửa vẫn giữ nguyên, các ô khác theo cấu hình mới. Sau đó bấm Lưu lần nữa.',
          'Nothing was saved, so their change is not lost. Reload: the fields you changed stay as you typed them, the others follow the new configuration. Then press Save again.',
        )}
      </p>
    </Dialog>
  )
}
