import { checkTaxCode } from '@congky/shared'
import type { ComponentChildren } from 'preact'
import { TextField } from '../design/field.tsx'
import { say } from '../text.ts'

/** Whether the gateway would take what is typed. */
export function isTaxCode(value: string): boolean {
  return checkTaxCode(value).kind === 'valid'
}

/** A tax code, with a word on its check digit at every key. */
export function TaxCodeField(props: {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly disabled?: boolean
  readonly autoFocus?: boolean
  /** From elsewhere, such as that it is there already. */
  readonly error?: string | null
}) {
  const { value, error = null, ...rest } = props
  const remark = remarkOn(value)
  return (
    <TextField
      {...rest}
      value={value}
      required
      mono
      inputMode="numeric"
      maxLength={20}
      hint={remark.hint}
      error={error ?? remark.error}
    />
  )
}

interface Remark {
  readonly hint: ComponentChildren
  readonly error: string | null
}

function remarkOn(value: string): Remark {
  const check = checkTaxCode(value)
  switch (check.kind) {
    case 'valid':
      return { hint: <span class="good-text">✓ {FORMS[check.form]()}</span>, error: null }
    case 'wrong-check-digit':
      return { hint: null, error: wrongDigit(check.expected) }
    case 'incomplete':
      return { hint: check.digits === 0 ? formsHint() : missingHint(check.digits), error: null }
    case 'too-long':
      return { hint: null, error: say('Quá nhiều chữ số', 'Too many digits') }
    case 'no-digits':
      return { hint: null, error: say('Mã số thuế chỉ gồm chữ số', 'A tax code has digits only') }
  }
}

const FORMS = {
  enterprise: () => say('Mã số thuế hợp lệ', 'A valid tax code'),
  branch: () => say('Mã chi nhánh hợp lệ', 'A valid code of a branch'),
  person: () => say('Số định danh cá nhân', 'A personal number'),
} as const

function wrongDigit(expected: number | null): string {
  return expected === null
    ? say('Chín chữ số đầu có số bị gõ nhầm', 'One of the first nine digits is mistyped')
    : say(`Số kiểm tra sai: chữ số thứ mười phải là ${expected}`, `Wrong check digit: the tenth has to be ${expected}`)
}

const formsHint = () =>
  say('10 chữ số; chi nhánh thêm -001; cá nhân 12 chữ số', '10 digits; a branch adds -001; a person has 12')

function missingHint(digits: number): string {
  if (digits >= 10) return say('Chi nhánh có 13 chữ số', 'A branch has 13 digits')
  return say(`Còn thiếu ${10 - digits} chữ số`, `${10 - digits} digits to go`)
}
