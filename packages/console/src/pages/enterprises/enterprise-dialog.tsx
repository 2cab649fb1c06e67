import type { DefaultCertificatesView, EnterpriseView } from '@congky/shared'
import { useState } from 'preact/hooks'
import type { ApiError } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { Notice } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { CertificatePicker } from '../../parts/certificate-picker.tsx'
import { certificateName } from '../../parts/certificate-words.ts'
import { isTaxCode, TaxCodeField } from '../../parts/tax-code-field.tsx'
import { toApiError } from '../../resource.ts'
import { say } from '../../text.ts'
import { addEnterprise, changeEnterprise } from './enterprise-calls.ts'
import type { AfterEdit } from './enterprise-list.tsx'

/** Adds an enterprise, or changes one. */
export function EnterpriseDialog(props: {
  /** null adds one. */
  readonly enterprise: EnterpriseView | null
  readonly revision: string
  readonly defaults: DefaultCertificatesView | null
  readonly afterEdit: AfterEdit
  readonly onClose: () => void
}) {
  const { enterprise, revision, defaults, afterEdit, onClose } = props
  const [taxCode, setTaxCode] = useState(enterprise?.taxCode ?? '')
  const [name, setName] = useState(enterprise?.name ?? '')
  const [certificate, setCertificate] = useState(enterprise?.certificate ?? null)
  const [source, setSource] = useState(enterprise?.source ?? '')
  const [error, setError] = useState<ApiError | null>(null)
  const [isSaving, setSaving] = useState(false)
  const [isTried, setTried] = useState(false)
  const isNew = enterprise === null

  const save = async () => {
    setTried(true)
    setError(null)
    if (!isTaxCode(taxCode) || name.trim() === '') return
    setSaving(true)
    const wanted = { taxCode, name: name.trim(), certificate, source: source === '' ? null : source }
    try {
      await afterEdit(isNew ? addEnterprise(revision, wanted) : changeEnterprise(revision, wanted))
      toast(isNew ? say(`Đã thêm ${wanted.name}`, `Added ${wanted.name}`) : say('Đã lưu', 'Saved'))
      onClose()
    } catch (failure) {
      setError(toApiError(failure))
      setSaving(false)
    }
  }
  const isTaken = error?.code === 'ERR_ENTERPRISE_EXISTS' || error?.code === 'ERR_TAX_CODE_INVALID'
  const sources = defaults?.sources ?? []
  const missing = (text: string) => (isTried && text.trim() === '' ? say('Cần điền ô này', 'This is needed') : null)
  return (
    <Dialog
      title={isNew ? say('Thêm doanh nghiệp', 'Add an enterprise') : say('Sửa doanh nghiệp', 'Edit the enterprise')}
      onClose={onClose}
    >
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!isSaving) void save()
        }}
      >
        {error && !isTaken && (
          <Notice tone="bad" title={error.text}>
            {error.next}
          </Notice>
        )}
        <TaxCodeField
          label={say('Mã số thuế', 'Tax code')}
          value={taxCode}
          onInput={(text) => {
            setTaxCode(text)
            setError(null)
          }}
          disabled={!isNew}
          autoFocus={isNew}
          error={isTaken ? error.text : missing(taxCode)}
        />
        <TextField
          label={say('Tên doanh nghiệp', 'Name')}
          value={name}
          onInput={setName}
          required
          maxLength={300}
          error={missing(name)}
        />
        {sources.length > 0 && (
          <SelectField
            label={say('Áp dụng cho', 'Applies to')}
            hint={
              isNew
                ? say(
                    'Chọn một CSDL khi doanh nghiệp dùng chữ ký số khác nhau ở từng CSDL.',
                    'Choose one where the enterprise signs with different certificates in different databases.',
                  )
                : undefined
            }
            value={source}
            disabled={!isNew}
            choices={[
              { value: '', label: say('Mọi cơ sở dữ liệu', 'Every database') },
              ...sources.map((each) => ({ value: each.source, label: each.source })),
            ]}
            onChange={setSource}
          />
        )}
        <CertificatePicker
          label={say('Ký bằng', 'Signs with')}
          value={certificate}
          onChange={setCertificate}
          certificates={defaults?.certificates ?? []}
          none={defaultChoice(defaults)}
        />
        <div class="actions end-actions">
          <Button onClick={onClose}>{say('Hủy', 'Cancel')}</Button>
          <Button kind="primary" submit isBusy={isSaving}>
            {isNew ? say('Thêm', 'Add') : say('Lưu', 'Save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function defaultChoice(defaults: DefaultCertificatesView | null): string {
  const words = say('Chữ ký số mặc định', 'The default certificate')
  const certificate = defaults?.gateway ?? null
  return certificate === null ? words : `${words} (${certificateName(certificate)})`
}
