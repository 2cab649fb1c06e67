/** Enterprises: who signs with which certificate. */
import './enterprises.css'
import type { EnterpriseView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { Button } from '../../design/button.tsx'
import { Loaded, PageHead } from '../../design/layout.tsx'
import { useResource } from '../../resource.ts'
import { route, setQuery } from '../../router.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { DefaultPanel } from './default-panel.tsx'
import { exportList, type Filters, fetchDefaults, fetchEnterprises, PAGE_LENGTH } from './enterprise-calls.ts'
import { EnterpriseDialog } from './enterprise-dialog.tsx'
import { EnterpriseList } from './enterprise-list.tsx'
import { ImportDialog } from './import-dialog.tsx'

type Open = { readonly kind: 'import' } | { readonly kind: 'edit'; readonly enterprise: EnterpriseView | null }

export function EnterprisesPage() {
  const [open, setOpen] = useState<Open | null>(null)
  const { filters, after } = readPlace()
  const list = useResource((signal) => fetchEnterprises(filters, after, signal), [JSON.stringify(filters), after])
  const defaults = useResource(fetchDefaults, [])

  /** After an edit, and after one that was refused because somebody else was faster, the newest is shown. */
  const afterEdit = async <T,>(edit: Promise<T>): Promise<T> => {
    try {
      return await edit
    } finally {
      void list.reload()
      void defaults.reload()
    }
  }
  const close = () => setOpen(null)
  return (
    <>
      <PageHead
        title={say('Doanh nghiệp', 'Enterprises')}
        lead={say(
          'Mỗi doanh nghiệp ký bằng chữ ký số riêng, hoặc bằng chữ ký số mặc định.',
          'Each enterprise signs with a certificate of its own, or with the default one.',
        )}
      >
        <Button icon="download" onClick={() => exportList(filters)}>
          {say('Xuất CSV', 'Export CSV')}
        </Button>
        {can('configure') && (
          <>
            <Button icon="upload" onClick={() => setOpen({ kind: 'import' })}>
              {say('Nhập CSV', 'Import CSV')}
            </Button>
            <Button kind="primary" icon="plus" onClick={() => setOpen({ kind: 'edit', enterprise: null })}>
              {say('Thêm doanh nghiệp', 'Add an enterprise')}
            </Button>
          </>
        )}
      </PageHead>
      <Loaded of={defaults} lines={3}>
        {(view) => <DefaultPanel view={view} afterEdit={afterEdit} />}
      </Loaded>
      <Loaded of={list} lines={8}>
        {(page) => (
          <EnterpriseList
            page={page}
            defaults={defaults.data}
            filters={filters}
            after={after}
            afterEdit={afterEdit}
            onFilter={showPlace}
            onEdit={(enterprise) => setOpen({ kind: 'edit', enterprise })}
            onImport={() => setOpen({ kind: 'import' })}
          />
        )}
      </Loaded>
      {open?.kind === 'edit' && list.data && (
        <EnterpriseDialog
          enterprise={open.enterprise}
          revision={list.data.revision}
          defaults={defaults.data}
          afterEdit={afterEdit}
          onClose={close}
        />
      )}
      {open?.kind === 'import' && <ImportDialog afterEdit={afterEdit} onClose={close} />}
    </>
  )
}

/** Filters stand in the address, so that they can be sent to a colleague and survive a reload. */
function readPlace(): { readonly filters: Filters; readonly after: number } {
  const { query } = route.value
  const binding = query.get('binding')
  const known = binding === 'own' || binding === 'default' || binding === 'missing'
  return {
    filters: { search: query.get('q') ?? '', source: query.get('source') ?? '', binding: known ? binding : '' },
    after: Math.max(0, Number(query.get('page') ?? 1) - 1 || 0) * PAGE_LENGTH,
  }
}

function showPlace({ search, source, binding }: Filters, after: number): void {
  setQuery({ q: search, source, binding, page: after === 0 ? null : String(after / PAGE_LENGTH + 1) })
}
