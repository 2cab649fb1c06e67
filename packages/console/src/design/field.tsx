/** What people fill in. Each has a label, may have a hint, and shows its error where it was made. */
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface FieldProps {
  readonly label: string
  readonly hint?: ComponentChildren
  /** Why the value cannot be taken. */
  readonly error?: string | null
  readonly required?: boolean
  readonly disabled?: boolean
}

export interface TextFieldProps extends FieldProps {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: 'text' | 'email' | 'url' | 'tel' | 'search' | 'password' | 'number' | 'date' | 'datetime-local'
  readonly placeholder?: string
  readonly autoComplete?: string
  readonly autoFocus?: boolean
  readonly inputMode?: 'text' | 'numeric' | 'decimal'
  readonly maxLength?: number
  readonly min?: number | string
  readonly max?: number | string
  /** For codes and keys: letters of one width. */
  readonly mono?: boolean
  /** Suggestions. */
  readonly list?: readonly string[]
}

export function TextField({ value, onInput, type = 'text', mono, list, ...props }: TextFieldProps) {
  const listId = useId()
  const { placeholder, autoComplete = 'off', autoFocus, inputMode, maxLength, min, max } = props
  // What kind of input it is shows when the page runs, which the types of attributes do not foresee.
  const attributes = {
    ...{ type, value, placeholder, autoComplete, autoFocus, inputMode, maxLength, min, max },
    class: mono ? 'input mono' : 'input',
    list: list ? listId : undefined,
    spellcheck: false,
  } as object
  return (
    <Field {...props}>
      {(own) => (
        <>
          <input {...own} {...attributes} onInput={(event) => onInput(event.currentTarget.value)} />
          {list && (
            <datalist id={listId}>
              {list.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  )
}

export function TextArea(
  props: FieldProps & {
    readonly value: string
    readonly onInput: (value: string) => void
    readonly rows?: number
    readonly mono?: boolean
  },
) {
  const { value, onInput, rows = 4, mono } = props
  return (
    <Field {...props}>
      {(own) => (
        <textarea
          {...own}
          class={mono ? 'input mono' : 'input'}
          rows={rows}
          value={value}
          spellcheck={false}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

export interface Choice<T extends string> {
  readonly value: T
  readonly label: string
}

export function SelectField<T extends string>(
  props: FieldProps & {
    readonly value: T
    readonly choices: readonly Choice<T>[]
    readonly onChange: (value: T) => void
  },
) {
  const { value, choices, onChange } = props
  return (
    <Field {...props}>
      {(own) => (
        <select {...own} class="input" value={value} onChange={(event) => onChange(event.currentTarget.value as T)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} selected={choice.value === value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** On or off. */
export function Switch(
  props: Omit<FieldProps, 'required'> & { readonly value: boolean; readonly onChange: (value: boolean) => void },
) {
  const { label, hint, error, disabled, value, onChange } = props
  const id = useId()
  return (
    <div class="field switch-field">
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={value}
          aria-checked={value}
          disabled={disabled}
          aria-describedby={hint || error ? id : undefined}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {(hint || error) && (
        <p id={id} class={error ? 'field-error' : 'field-hint'}>
          {error ?? hint}
        </p>
      )}
    </div>
  )
}

export function Checkbox(props: {
  readonly label: ComponentChildren
  readonly value: boolean
  readonly onChange: (value: boolean) => void
  readonly disabled?: boolean
}) {
  const { label, value, onChange, disabled } = props
  return (
    <label class="checkbox">
      <input
        type="checkbox"
        checked={value}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  )
}

interface OwnProps {
  readonly id: string
  readonly required: boolean | undefined
  readonly disabled: boolean | undefined
  readonly 'aria-invalid': boolean | undefined
  readonly 'aria-describedby': string | undefined
}

/** A label above, and hint or error below whatever input stands inside. */
export function Field(props: FieldProps & { readonly children: (own: OwnProps) => ComponentChildren }) {
  const { label, hint, error, required, disabled, children } = props
  const id = useId()
  const remarkId = `${id}-remark`
  const remark = error ?? hint
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        ...{ id, required, disabled },
        'aria-invalid': error ? true : undefined,
        'aria-describedby': remark ? remarkId : undefined,
      })}
      {remark && (
        <p id={remarkId} class={error ? 'field-error' : 'field-hint'}>
          {remark}
        </p>
      )}
    </div>
  )
}
