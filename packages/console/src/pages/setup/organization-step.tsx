import { checkTaxCode } from '@congky/shared'
import { useState } from 'preact/hooks'
import { Button } from '../../design/button.tsx'
import { TextField, type TextFieldProps } from '../../design/field.tsx'
import { Card } from '../../design/layout.tsx'
import { say } from '../../text.ts'
import { draft, goTo, type OrganizationDraft } from './setup-draft.ts'

type Key = keyof OrganizationDraft

export function OrganizationStep() {
  const [wasTried, setTried] = useState(false)
  const errors = problemsOf(draft.value)
  const field = (key: Key): Pick<TextFieldProps, 'value' | 'onInput' | 'error'> => ({
    value: draft.value[key],
    onInput: (value) => {
      draft.value = { ...draft.value, [key]: value }
    },
    error: wasTried ? (errors[key] ?? null) : null,
  })
  const submit = (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(errors).length === 0) goTo('account')
  }
  return (
    <Card
      title={say('Doanh nghiệp dùng cổng ký', 'The enterprise that runs the gateway')}
      lead={say(
        'Hiện trên trang quản trị và trong hồ sơ đăng ký chữ ký số; sửa lại được bất cứ lúc nào.',
        'Shown in the console and in what is filed with authorities; it can be changed at any time.',
      )}
    >
      <form class="stack" onSubmit={submit} noValidate>
        <div class="fields">
          <TextField
            {...field('taxCode')}
            label={say('Mã số thuế (mã XNK)', 'Tax code')}
            hint={say(
              '10 số, 13 số cho chi nhánh, hoặc 12 số định danh.',
              '10 digits, 13 for a branch, 12 for a person.',
            )}
            inputMode="numeric"
            maxLength={32}
            autoFocus
            required
          />
          <TextField
            {...field('name')}
            label={say('Tên doanh nghiệp', 'Name')}
            autoComplete="organization"
            maxLength={300}
            required
          />
        </div>
        <TextField
          {...field('address')}
          label={say('Địa chỉ', 'Address')}
          autoComplete="street-address"
          maxLength={500}
        />
        <div class="fields">
          <TextField
            {...field('phone')}
            label={say('Điện thoại/Fax', 'Telephone and fax')}
            placeholder="Tel: …; Fax: …"
            maxLength={100}
          />
          <TextField {...field('email')} label="Email" type="email" autoComplete="email" maxLength={254} />
          <TextField
            {...field('contactName')}
            label={say('Người liên hệ', 'Contact')}
            autoComplete="name"
            maxLength={200}
          />
          <TextField
            {...field('contactPhone')}
            label={say('Điện thoại người liên hệ', "Contact's telephone")}
            type="tel"
            autoComplete="tel"
            maxLength={100}
          />
        </div>
        <div class="actions">
          <Button kind="primary" submit>
            {say('Tiếp tục', 'Go on')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function problemsOf({ taxCode, name, email }: OrganizationDraft): Partial<Record<Key, string>> {
  const emailLooksRight = email.trim() === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())
  return {
    ...problem('taxCode', taxCodeProblem(taxCode)),
    ...problem('name', name.trim() === '' ? say('Cần tên doanh nghiệp.', 'A name is needed.') : null),
    ...problem('email', emailLooksRight ? null : say('Địa chỉ email chưa đúng.', 'That is no e-mail address.')),
  }
}

function problem(key: Key, text: string | null): Partial<Record<Key, string>> {
  return text === null ? {} : { [key]: text }
}

function taxCodeProblem(taxCode: string): string | null {
  if (taxCode.trim() === '') return say('Cần mã số thuế.', 'A tax code is needed.')
  const check = checkTaxCode(taxCode)
  if (check.kind === 'valid') return null
  if (check.kind === 'wrong-check-digit')
    return say('Sai chữ số kiểm tra: có chữ số bị gõ nhầm.', 'The check digit is wrong: a digit is mistyped.')
  return say('Mã số thuế có 10, 13 hoặc 12 chữ số.', 'A tax code has 10, 13 or 12 digits.')
}
