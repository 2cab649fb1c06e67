import { TextField } from '../../design/field.tsx'
import { say } from '../../text.ts'

/** A password that goes in and never comes out: the field is empty, and says whether one is kept. */
export function PasswordField(props: {
  readonly label: string
  readonly value: string
  readonly isSet: boolean
  readonly hint?: string
  readonly disabled?: boolean
  readonly error?: string | null
  readonly onInput: (value: string) => void
}) {
  const { isSet, hint, ...field } = props
  const kept = isSet ? say('Đã lưu; để trống nếu không đổi', 'Saved; leave it empty to keep it') : null
  return (
    <TextField
      {...field}
      type="password"
      autoComplete="new-password"
      hint={[kept, hint].filter(Boolean).join('. ') || undefined}
    />
  )
}
