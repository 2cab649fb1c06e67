import type { HistoryChoices } from '@congky/shared'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Chip, Chips } from '../../design/chips.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { useResource } from '../../resource.ts'
import { setQuery } from '../../router.ts'
import { say } from '../../text.ts'
import { type Filter, isEmpty, STATES, toAddress } from './filter.ts'
import { PeriodChips } from './period-chips.tsx'
import { commonName, stateWord } from './words.tsx'

/** Typing goes on before it is searched. */
const TYPING_MS = 250

const NO_CHOICES: HistoryChoices = { sources: [], workstations: [], certificates: [], enterprises: [] }

export function FilterBar({ filter }: { readonly filter: Filter }) {
  const choices = useResource<HistoryChoices>((signal) => call('GET', '/admin/requests/choices', { signal }), [])
  const { sources, workstations, certificates, enterprises } = choices.data ?? NO_CHOICES
  const change = (next: Partial<Filter>) => setQuery(toAddress({ ...filter, ...next }))
  const all = { value: '', label: say('Tất cả', 'All') }
  return (
    <search class="history-filter stack">
      <SearchText key={isEmpty(filter) ? 'empty' : 'used'} filter={filter} change={change} />
      <PeriodChips chosen={filter} change={change} />
      <StateChips filter={filter} change={change} />
      <details class="history-details" open={isWide() || hasMore(filter)}>
        <summary>
          {say('Doanh nghiệp, chữ ký số, nguồn, máy trạm', 'Enterprise, certificate, source, workstation')}
        </summary>
        <div class="fields">
          <Enterprise filter={filter} enterprises={enterprises} change={change} />
          <SelectField
            label={say('Chữ ký số', 'Certificate')}
            value={filter.certificate}
            choices={[
              all,
              ...certificates.map(({ thumbprint, subject, serial }) => ({
                value: thumbprint,
                label: `${commonName(subject)} · …${serial.slice(-6)}`,
              })),
            ]}
            onChange={(certificate) => change({ certificate })}
          />
          <SelectField
            label={say('Nguồn', 'Source')}
            value={filter.source}
            choices={[all, ...sources.map((source) => ({ value: source, label: source }))]}
            onChange={(source) => change({ source })}
          />
          <SelectField
            label={say('Máy trạm', 'Workstation')}
            value={filter.workstation}
            choices={[all, ...workstations.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={(workstation) => change({ workstation })}
          />
        </div>
      </details>
      {!isEmpty(filter) && (
        <div class="row">
          <Button small icon="close" onClick={() => setQuery({})}>
            {say('Bỏ mọi điều kiện lọc', 'Clear all filters')}
          </Button>
        </div>
      )}
    </search>
  )
}

/** On a phone the less common filters stay folded until one of them is used. */
const isWide = () => matchMedia('(min-width: 44rem)').matches

function hasMore({ taxCode, certificate, source, workstation }: Filter): boolean {
  return [taxCode, certificate, source, workstation].some((value) => value !== '')
}

type Part = { readonly filter: Filter; readonly change: (next: Partial<Filter>) => void }

function SearchText({ filter, change }: Part) {
  const [text, setText] = useState(filter.text)
  useEffect(() => {
    if (text === filter.text) return
    const timer = setTimeout(() => change({ text }), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <TextField
      type="search"
      label={say('Tìm', 'Search')}
      placeholder={say(
        'Số tham chiếu, mã số thuế, tên doanh nghiệp, người gửi, máy trạm…',
        'Reference, tax code, enterprise, requester, workstation…',
      )}
      value={text}
      maxLength={200}
      onInput={setText}
    />
  )
}

function StateChips({ filter, change }: Part) {
  const { states } = filter
  return (
    <Chips label={say('Trạng thái', 'State')}>
      {STATES.map((state) => (
        <Chip
          key={state}
          isOn={states.includes(state)}
          label={stateWord(state)}
          onClick={() =>
            change({ states: states.includes(state) ? states.filter((one) => one !== state) : [...states, state] })
          }
        />
      ))}
    </Chips>
  )
}

/** Thousands of enterprises: typed, with suggestions, and taken once one is whole. */
function Enterprise({ filter, enterprises, change }: Part & Pick<HistoryChoices, 'enterprises'>) {
  const labelOf = ({ taxCode, name }: HistoryChoices['enterprises'][number]) =>
    name === null ? taxCode : `${taxCode} · ${name}`
  const chosen = enterprises.find(({ taxCode }) => taxCode === filter.taxCode)
  const written = chosen ? labelOf(chosen) : filter.taxCode
  const [text, setText] = useState(written)
  useEffect(() => setText(written), [written])
  const type = (value: string) => {
    setText(value)
    const found = enterprises.find((one) => one.taxCode === value.trim() || labelOf(one) === value)
    if (found) change({ taxCode: found.taxCode })
    else if (value === '') change({ taxCode: '' })
  }
  return (
    <TextField
      type="search"
      label={say('Doanh nghiệp', 'Enterprise')}
      placeholder={say('Mã số thuế hoặc tên', 'Tax code or name')}
      value={text}
      onInput={type}
      list={enterprises.map(labelOf)}
    />
  )
}
