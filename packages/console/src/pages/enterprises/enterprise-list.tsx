/** The list with its filters, a page at a time, and what can be done with the chosen ones. */
import type { DefaultCertificatesView, EnterprisePage, EnterpriseView } from '@congky/shared'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../../design/button.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { Card, Empty } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatNumber } from '../../format.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { BulkBar } from './bulk-bar.tsx'
import { type Filters, PAGE_LENGTH, removeEnterprise } from './enterprise-calls.ts'
import { EnterpriseTable, keyOf } from './enterprise-table.tsx'

export type AfterEdit = <T>(edit: Promise<T>) => Promise<T>

export interface EnterpriseListProps {
  readonly page: EnterprisePage
  readonly defaults: DefaultCertificatesView | null
  readonly filters: Filters
  readonly after: number
  readonly afterEdit: AfterEdit
  readonly onFilter: (filters: Filters, after: number) => void
  readonly onEdit: (enterprise: EnterpriseView) => void
  readonly onImport: () => void
}

export function EnterpriseList(props: EnterpriseListProps) {
  const { page, defaults, filters, after, afterEdit, onFilter, onEdit } = props
  const [chosen, setChosen] = useState<ReadonlyMap<string, EnterpriseView>>(new Map())
  const [isAllFound, setAllFound] = useState(false)
  const clear = () => {
    setChosen(new Map())
    setAllFound(false)
  }
  // Another search means other enterprises: what was chosen before would be changed unseen.
  useEffect(clear, [JSON.stringify(filters)])
  const choose = (enterprises: readonly EnterpriseView[], isChosen: boolean) => {
    const next = new Map(chosen)
    for (const each of enterprises) {
      if (isChosen) next.set(keyOf(each), each)
      else next.delete(keyOf(each))
    }
    setChosen(next)
    setAllFound(false)
  }
  const remove = async (enterprise: EnterpriseView) => {
    const { taxCode, name } = enterprise
    const isSure = await confirmAction({
      title: say(`Xóa ${name}?`, `Remove ${name}?`),
      body: say(
        `${taxCode} không còn trong danh sách. Yêu cầu ký đến sau dùng chữ ký số mặc định, hoặc bị từ chối nếu không có.`,
        `${taxCode} leaves the list. Requests that come later use the default certificate, or are rejected without one.`,
      ),
      action: say('Xóa', 'Remove'),
      danger: true,
    })
    if (!isSure) return
    await afterEdit(removeEnterprise(page.revision, enterprise))
    toast(say(`Đã xóa ${name}`, `Removed ${name}`))
  }
  const isFiltered = Object.values(filters).some((value) => value !== '')
  return (
    <Card title={say('Danh sách', 'The list')}>
      {page.all > 0 && <FilterRow page={page} defaults={defaults} filters={filters} onFilter={onFilter} />}
      {chosen.size > 0 && (
        <BulkBar
          chosen={[...chosen.values()]}
          isAllFound={isAllFound}
          page={page}
          filters={filters}
          certificates={defaults?.certificates ?? []}
          afterEdit={afterEdit}
          onAllFound={() => setAllFound(true)}
          onClear={clear}
        />
      )}
      {page.enterprises.length === 0 ? (
        <Nothing isFiltered={isFiltered && page.all > 0} {...props} />
      ) : (
        <>
          <EnterpriseTable
            enterprises={page.enterprises}
            hasSources={(defaults?.sources.length ?? 0) > 0}
            chosen={chosen}
            onChoose={choose}
            onEdit={onEdit}
            onRemove={remove}
          />
          <Pager total={page.total} after={after} onPage={(next) => onFilter(filters, next)} />
        </>
      )}
    </Card>
  )
}

const TYPING_MS = 180

function FilterRow(props: Pick<EnterpriseListProps, 'page' | 'defaults' | 'filters' | 'onFilter'>) {
  const { page, defaults, filters, onFilter } = props
  const [text, setText] = useState(filters.search)
  const newest = useRef(filters)
  newest.current = filters
  // Every key asks the gateway, but for those that follow each other quickly.
  useEffect(() => {
    if (text === filters.search) return
    const timer = setTimeout(() => onFilter({ ...newest.current, search: text }, 0), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  const { own, default: byDefault, missing } = page.counts
  const count = (words: string, number: number) => `${words} (${formatNumber(number)})`
  const sources = defaults?.sources ?? []
  return (
    <search class="fields filter-row">
      <TextField
        type="search"
        label={say('Tìm theo tên hoặc mã số thuế', 'Search by name or tax code')}
        placeholder={say('ví dụ: hung yen, 0101…', 'such as hung yen, 0101…')}
        value={text}
        onInput={setText}
      />
      <SelectField
        label={say('Chữ ký số', 'Certificate')}
        value={filters.binding}
        choices={[
          { value: '', label: count(say('Tất cả', 'All'), own + byDefault + missing) },
          { value: 'own', label: count(say('Dùng riêng', 'Its own'), own) },
          { value: 'default', label: count(say('Dùng mặc định', 'The default'), byDefault) },
          { value: 'missing', label: count(say('Chưa có', 'None'), missing) },
        ]}
        onChange={(binding) => onFilter({ ...filters, binding }, 0)}
      />
      {sources.length > 0 && (
        <SelectField
          label={say('Cơ sở dữ liệu', 'Database')}
          value={filters.source}
          choices={[
            { value: '', label: say('Tất cả', 'All') },
            { value: '-', label: say('Dòng áp dụng cho mọi CSDL', 'Lines for every database') },
            ...sources.map(({ source }) => ({ value: source, label: say(`Riêng ${source}`, `For ${source} alone`) })),
          ]}
          onChange={(source) => onFilter({ ...filters, source }, 0)}
        />
      )}
    </search>
  )
}

function Nothing({ isFiltered, onFilter, onImport }: EnterpriseListProps & { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Empty icon="search" title={say('Không tìm thấy doanh nghiệp nào', 'No enterprise was found')}>
        <Button onClick={() => onFilter({ search: '', source: '', binding: '' }, 0)}>
          {say('Bỏ bộ lọc', 'Clear the filters')}
        </Button>
      </Empty>
    )
  }
  return (
    <Empty icon="building" title={say('Chưa có doanh nghiệp nào', 'There is no enterprise yet')}>
      <p>
        {say(
          'Thêm từng doanh nghiệp có chữ ký số riêng, hoặc nhập cả danh sách từ Excel. Doanh nghiệp không có trong danh sách dùng chữ ký số mặc định.',
          'Add those with certificates of their own one by one, or import a list from Excel. Whoever is not listed uses the default certificate.',
        )}
      </p>
      {can('configure') && (
        <Button icon="upload" onClick={onImport}>
          {say('Nhập từ tệp CSV', 'Import a CSV file')}
        </Button>
      )}
    </Empty>
  )
}

function Pager(props: { readonly total: number; readonly after: number; readonly onPage: (after: number) => void }) {
  const { total, after, onPage } = props
  const last = Math.min(after + PAGE_LENGTH, total)
  const range = `${formatNumber(after + 1)}–${formatNumber(last)}`
  return (
    <nav class="row spread" aria-label={say('Các trang của danh sách', 'Pages of the list')}>
      <span class="dim number" role="status">
        {say(`${range} trên ${formatNumber(total)} doanh nghiệp`, `${range} of ${formatNumber(total)} enterprises`)}
      </span>
      {total > PAGE_LENGTH && (
        <span class="actions">
          <Button small icon="back" disabled={after === 0} onClick={() => onPage(Math.max(0, after - PAGE_LENGTH))}>
            {say('Trước', 'Back')}
          </Button>
          <Button small icon="next" disabled={last >= total} onClick={() => onPage(after + PAGE_LENGTH)}>
            {say('Sau', 'Next')}
          </Button>
        </span>
      )}
    </nav>
  )
}
