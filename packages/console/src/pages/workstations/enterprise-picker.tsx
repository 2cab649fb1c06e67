/** Which enterprises a workstation may sign for: all, or those that were typed, pasted or picked. */
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { TextField } from '../../design/field.tsx'
import { toTaxCode } from '../../tax-code.ts'
import { say } from '../../text.ts'

export type Enterprises = 'all' | readonly string[]

interface Suggestion {
  readonly taxCode: string
  readonly name: string
}

const SEARCH_MS = 200
const SHOWN_MAX = 8

export function EnterprisePicker(props: {
  readonly value: Enterprises
  readonly onChange: (value: Enterprises) => void
  readonly error: string | null
}) {
  const { value, onChange, error } = props
  // What was picked comes back when somebody only looks at “all”.
  const [picked, setPicked] = useState<readonly string[]>(value === 'all' ? [] : value)
  const choose = (next: Enterprises) => {
    if (next !== 'all') setPicked(next)
    onChange(next)
  }
  return (
    <fieldset class="enterprise-picker">
      <legend>{say('Được ký cho', 'May sign for')}</legend>
      <label class="checkbox">
        <input type="radio" name="rights" checked={value === 'all'} onChange={() => choose('all')} />
        <span>{say('Mọi doanh nghiệp', 'Every enterprise')}</span>
      </label>
      <label class="checkbox">
        <input type="radio" name="rights" checked={value !== 'all'} onChange={() => choose(picked)} />
        <span>{say('Chỉ những doanh nghiệp này', 'Only these enterprises')}</span>
      </label>
      {value !== 'all' && <PickedEnterprises value={value} onChange={choose} error={error} />}
    </fieldset>
  )
}

function PickedEnterprises(props: {
  readonly value: readonly string[]
  readonly onChange: (value: readonly string[]) => void
  readonly error: string | null
}) {
  const { value, onChange, error } = props
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const suggestions = useSuggestions(typed).filter(({ taxCode }) => !value.includes(taxCode))
  const add = (text: string) => {
    const parts = text.split(/[,;\n]+/).filter((part) => part.trim() !== '')
    const codes = parts.map(toTaxCode)
    const bad = parts.find((_, at) => codes[at] === null)
    onChange([...new Set([...value, ...codes.filter((code) => code !== null)])])
    setTyped(bad?.trim() ?? '')
    setWrong(
      bad === undefined
        ? null
        : say(`“${bad.trim()}” không phải mã số thuế: cần 10, 12 hoặc 13 chữ số.`, `“${bad.trim()}” is no tax code.`),
    )
  }
  return (
    <div class="stack">
      {value.length > 0 && (
        <ul class="plain-list row" aria-label={say('Doanh nghiệp đã chọn', 'Chosen enterprises')}>
          {value.map((taxCode) => (
            <li key={taxCode} class="tag">
              <span class="number">{taxCode}</span>
              <Button
                kind="quiet"
                small
                icon="close"
                label={say(`Bỏ ${taxCode}`, `Remove ${taxCode}`)}
                onClick={() => onChange(value.filter((each) => each !== taxCode))}
              />
            </li>
          ))}
        </ul>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys and focus of the input inside pass by here */}
      <div
        class="picker-input"
        onFocusOut={() => {
          // Whoever typed a whole code and goes on meant it.
          if (toTaxCode(typed) !== null) add(typed)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          // Enter adds what was typed; the form is sent when there is nothing more to add.
          if (typed.trim() === '') return
          event.preventDefault()
          add(typed)
        }}
      >
        <TextField
          label={say('Mã số thuế hoặc tên doanh nghiệp', 'Tax code or name of the enterprise')}
          value={typed}
          onInput={(text) => {
            setTyped(text)
            setWrong(null)
          }}
          hint={say('Có thể dán nhiều mã, cách nhau bằng dấu phẩy.', 'Several can be pasted, separated by commas.')}
          error={wrong ?? error}
        />
        <Button icon="plus" disabled={typed.trim() === ''} onClick={() => add(typed)}>
          {say('Thêm mã', 'Add')}
        </Button>
      </div>
      {suggestions.length > 0 && (
        <ul class="plain-list suggestions" aria-label={say('Gợi ý', 'Suggestions')}>
          {suggestions.map(({ taxCode, name }) => (
            <li key={taxCode}>
              <button type="button" class="suggestion" onClick={() => add(taxCode)}>
                <span class="number">{taxCode}</span> <span class="dim">{name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Enterprises of the gateway that fit what is typed; none while that is short, or where the person may not see them. */
function useSuggestions(typed: string): readonly Suggestion[] {
  const [found, setFound] = useState<readonly Suggestion[]>([])
  const text = typed.trim()
  useEffect(() => {
    setFound([])
    if (text.length < 2) return
    const controller = new AbortController()
    const timer = setTimeout(async () => {
      const path = `/admin/enterprises?search=${encodeURIComponent(text)}`
      const { signal } = controller
      const page = await call<{ enterprises: readonly Suggestion[] }>('GET', path, { signal }).catch(() => null)
      if (page && !signal.aborted) setFound(page.enterprises.slice(0, SHOWN_MAX))
    }, SEARCH_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [text])
  return found
}
