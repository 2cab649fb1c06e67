import { useId } from 'preact/hooks'

export interface ListedChoice<T extends string> {
  readonly value: T
  readonly label: string
  readonly hint?: string
}

/** One of a few, each with a word on what it means. */
export function ChoiceList<T extends string>(props: {
  readonly label: string
  readonly value: T
  readonly choices: readonly ListedChoice<T>[]
  readonly disabled?: boolean
  readonly onChange: (value: T) => void
}) {
  const { label, value, choices, disabled, onChange } = props
  const group = useId()
  return (
    <fieldset class="choice-list">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <div key={choice.value}>
          <label class="checkbox">
            <input
              type="radio"
              name={group}
              checked={choice.value === value}
              disabled={disabled}
              aria-describedby={choice.hint ? `${group}-${choice.value}` : undefined}
              onChange={() => onChange(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
          {choice.hint && (
            <p id={`${group}-${choice.value}`} class="field-hint">
              {choice.hint}
            </p>
          )}
        </div>
      ))}
    </fieldset>
  )
}
