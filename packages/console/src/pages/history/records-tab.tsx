import type { RecordChoices, RecordPage, RecordView } from '@congky/shared'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { Card, Empty, Loaded } from '../../design/layout.tsx'
import { formatExactTime, formatNumber } from '../../format.ts'
import { useResource } from '../../resource.ts'
import { href, route, setQuery } from '../../router.ts'
import { say, sayOf } from '../../text.ts'
import { type ChosenPeriod, readPeriod, timesOf } from './filter.ts'
import { PeriodChips } from './period-chips.tsx'
import { VerificationCard } from './verification-card.tsx'
import { reasonText } from './words.tsx'

const TYPING_MS = 250

export function RecordsTab() {
  const { query } = route.value
  const wanted = { kind: query.get('kind') ?? '', person: query.get('person') ?? '', text: query.get('text') ?? '' }
  const period = readPeriod()
  const change = (part: Partial<typeof wanted & ChosenPeriod>) => setQuery({ ...wanted, ...period, ...part })
  const asked = { ...wanted, ...timesOf(period.period, period.from, period.to) }
  const address = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== '')).toString()
  const first = useResource<RecordPage>((signal) => call('GET', `/admin/history?${address}`, { signal }), [address])
  const choices = useResource<RecordChoices>((signal) => call('GET', '/admin/history/choices', { signal }), [])
  const isStep = choices.data?.kinds.some(({ kind, isStep }) => isStep && kind === wanted.kind) ?? false
  const all = { value: '', label: say('Tất cả', 'All') }
  return (
    <>
      <VerificationCard />
      <Card
        title={say('Nhật ký', 'Records')}
        lead={say(
          'Đăng nhập, tài khoản, USB token, máy trạm và cổng ký. Từng bước của một yêu cầu xem trong chính yêu cầu đó.',
          'Logins, accounts, tokens, workstations and the gateway. The steps of a request stand with the request itself.',
        )}
      >
        <search class="stack">
          <div class="fields">
            <SearchText value={wanted.text} onChange={(text) => change({ text })} />
            <SelectField
              label={say('Loại', 'Kind')}
              hint={
                isStep &&
                say(
                  'Các bước của yêu cầu chỉ lọc được theo loại này; lọc theo thời gian, người gửi trong phần Yêu cầu ký.',
                  'Steps of requests are found by their kind alone; the requests themselves by time and sender.',
                )
              }
              value={wanted.kind}
              choices={[
                all,
                ...(choices.data?.kinds ?? []).map(({ kind, title }) => ({ value: kind, label: sayOf(title) })),
              ]}
              onChange={(kind) => change({ kind })}
            />
            <SelectField
              label={say('Người', 'Person')}
              value={wanted.person}
              choices={[all, ...(choices.data?.people ?? []).map((person) => ({ value: person, label: person }))]}
              onChange={(person) => change({ person })}
            />
          </div>
          <PeriodChips chosen={period} change={change} />
        </search>
        <Loaded of={first} lines={8}>
          {(page) => <Records key={`${address} ${page.records[0]?.seq ?? 0}`} first={page} address={address} />}
        </Loaded>
      </Card>
    </>
  )
}

function SearchText({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }) {
  const [text, setText] = useState(value)
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onChange(text), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  return <TextField type="search" label={say('Tìm', 'Search')} value={text} maxLength={200} onInput={setText} />
}

function Records({ first, address }: { readonly first: RecordPage; readonly address: string }) {
  const [more, setMore] = useState<readonly RecordPage[]>([])
  const pages = [first, ...more]
  const next = pages.at(-1)?.next ?? null
  const showMore = async () => {
    setMore([...more, await call<RecordPage>('GET', `/admin/history?${address}&before=${next}`)])
  }
  return (
    <>
      <DataTable<RecordView>
        caption={say('Bản ghi, mới nhất trước', 'Records, newest first')}
        rows={pages.flatMap(({ records }) => records)}
        keyOf={({ seq }) => String(seq)}
        empty={<Empty icon="search" title={say('Không có bản ghi nào khớp', 'No record fits')} />}
        columns={[
          { title: say('Số', 'No.'), cell: ({ seq }) => <span class="number">{formatNumber(seq)}</span> },
          {
            title: say('Lúc', 'At'),
            isName: true,
            cell: ({ at }) => <span class="history-when">{at === '' ? '—' : formatExactTime(at)}</span>,
          },
          { title: say('Loại', 'Kind'), cell: ({ title }) => sayOf(title) },
          { title: say('Ai', 'Who'), cell: (record) => <Who record={record} /> },
          { title: say('Việc', 'What'), grows: true, cell: (record) => <What record={record} /> },
        ]}
      />
      {next !== null && (
        <div class="row history-more">
          <Button onClick={showMore}>{say('Xem thêm', 'Show more')}</Button>
        </div>
      )}
    </>
  )
}

function Who({ record: { requester, origin } }: { readonly record: RecordView }) {
  return (
    <div>
      <p>{requester ?? '—'}</p>
      {origin && origin !== requester && <p class="dim small-text">{origin}</p>}
    </div>
  )
}

function What({ record: { note, reason, requestId } }: { readonly record: RecordView }) {
  return (
    <div>
      {note && <p>{sayOf(note)}</p>}
      {reason && <p>{reasonText(reason)}</p>}
      {requestId && <a href={href(`/history/${requestId}`)}>{say('Xem yêu cầu', 'Show the request')}</a>}
      {!note && !reason && !requestId && '—'}
    </div>
  )
}
