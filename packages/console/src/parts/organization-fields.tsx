import { TextField, type TextFieldProps } from '../design/field.tsx'
import { say } from '../text.ts'
import type { OrganizationDraft } from './organization-draft.ts'

type Key = keyof OrganizationDraft

/** Who the gateway belongs to: in the first run, and in the settings ever after. */
export function OrganizationFields(props: {
  readonly draft: OrganizationDraft
  readonly change: (part: Partial<OrganizationDraft>) => void
  /** What is wrong with a field. */
  readonly errorOf: (key: Key) => string | null
  readonly disabled?: boolean
  readonly autoFocus?: boolean
}) {
  const { draft, change, errorOf, disabled = false, autoFocus = false } = props
  const field = (key: Key): Pick<TextFieldProps, 'value' | 'onInput' | 'error' | 'disabled'> => ({
    ...{ value: draft[key], error: errorOf(key), disabled },
    onInput: (value) => change({ [key]: value }),
  })
  return (
    <>
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
          autoFocus={autoFocus}
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
      </div>
      <div class="fields">
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
    </>
  )
}
